title  A ping after the check-out is ignored, and promises nothing
kind   pc liveness=resumes
08:00  check-in a pc next_ping_s=600 grace_s=120 -> opened
08:05  check-out a -> closed
08:06  ping a next_ping_s=600 grace_s=120 -> ignored
as_of  09:00
row    a completed checkout 08:00-08:05 | 08:00-08:05
