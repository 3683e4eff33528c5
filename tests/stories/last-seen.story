title  last_seen is the latest sign of life that counted
# One stretch from 08:00 to 08:25, alive to 08:27, which as_of does not cut: the fold knows the whole set.
# The ping of 08:40 comes after the end, the check-in of 08:35 finds it closed.
kind   pc limit=1 liveness=resumes
08:00  check-in a pc next_ping_s=600 grace_s=120 -> opened
08:09  ping a next_ping_s=600 grace_s=120 -> counted
08:12  location a at=1,1,5 -> counted
08:15  check-in b pc next_ping_s=600 grace_s=120 -> already_active
08:30  check-out a -> after_end
08:35  check-in a pc next_ping_s=600 grace_s=120 -> session_closed
08:40  ping b next_ping_s=600 grace_s=120 -> ignored
as_of  08:10
row    a active none 08:00- | 08:00-08:10
shown  a last_seen=08:09 ends_by=08:27
as_of  08:13
row    a active none 08:00- | 08:00-08:13
shown  a last_seen=08:12
as_of  09:00
row    a lapsed lapsed 08:00-08:25 | 08:00-08:25
flag   a checkout_after_end 08:30
shown  a last_seen=08:15 ends_by=-
