title  Logging out everywhere seals what is silent
note   b is active and ends. a is silent: its end stays where silence put it, and no later ping resumes it.
kind   pc liveness=resumes
show   07:50 to 09:20
08:00  check-in a pc next_ping_s=600 grace_s=120 -> opened
08:20  check-in b pc next_ping_s=1800 grace_s=120 -> opened
08:35  check-out all -> closed
08:45  ping a next_ping_s=600 grace_s=120 -> ignored
as_of  09:10
row    a lapsed lapsed 08:00-08:10 | 08:00-08:10
row    b completed logout 08:20-08:35 | 08:20-08:35
