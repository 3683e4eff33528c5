title  A late ping joins two stretches, and what was lapsed never was
# [08:00, 08:12) and [08:20, 08:32); the ping of 08:11 lives to 08:23.
kind   pc liveness=resumes
08:00  check-in a pc next_ping_s=600 grace_s=120 -> opened
08:20  ping a next_ping_s=600 grace_s=120 -> counted
08:11  ping a next_ping_s=600 grace_s=120 accepted=09:00 -> counted
as_of  08:15
row    a active none 08:00- | 08:00-08:15
as_of  09:30
row    a lapsed lapsed 08:00-08:30 | 08:00-08:30
quarter 08:00 pc - started 1 in 1 counted 15 min
quarter 08:15 pc - in 1 counted 15 min
quarter 08:30 pc - lapsed 1
