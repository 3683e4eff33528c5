title  Signs of an alias count from its check-in on
kind   pc limit=1 liveness=resumes
08:00  check-in a pc next_ping_s=600 grace_s=120 -> opened
08:08  check-in b pc next_ping_s=600 grace_s=120 -> already_active
08:15  ping b next_ping_s=600 grace_s=120 -> counted
08:20  check-out b -> closed
as_of  09:00
row    a completed checkout 08:00-08:20 | 08:00-08:20
