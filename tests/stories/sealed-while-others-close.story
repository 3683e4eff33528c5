title  A check-out of a kind closes who is in and seals who is silent
# a lapsed at 08:12 and stays out; b ends at 08:30.
kind   pc liveness=resumes
08:00  check-in a pc next_ping_s=600 grace_s=120 -> opened
08:00  check-in b pc next_ping_s=3600 grace_s=120 -> opened
08:30  check-out kind pc reason=logout -> closed
08:40  check-in a pc next_ping_s=600 grace_s=120 -> session_closed
08:40  ping a next_ping_s=600 grace_s=120 -> ignored
as_of  09:00
row    a lapsed lapsed 08:00-08:10 | 08:00-08:10
row    b completed logout 08:00-08:30 | 08:00-08:30
