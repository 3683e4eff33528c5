title  Named activities share the time of a session
note   Each is credited with what its own pings vouch for. At a switch two may overlap by one promise.
kind   pc liveness=resumes
show   07:50 to 09:20
08:00  check-in a pc activity=mail next_ping_s=1200 grace_s=120 -> opened
08:15  ping a activity=editor next_ping_s=1200 grace_s=120 -> counted
08:30  ping a activity=editor next_ping_s=1200 grace_s=120 -> counted
08:45  check-out a -> closed
as_of  09:10
row    a completed checkout 08:00-08:45 | 08:00-08:45
activity a editor 08:15-08:45
activity a mail 08:00-08:20
