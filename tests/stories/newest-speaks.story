title  Where nobody is in, the newest session speaks
note   a was ended by a check-out. But b began later, and ended in silence: after_end.
kind   terminal liveness=final
show   07:50 to 09:20
08:00  check-in a terminal next_ping_s=3600 grace_s=0 -> opened
08:10  check-in b terminal next_ping_s=600 grace_s=120 -> opened
08:40  check-out a -> closed
09:00  check-out all -> after_end
as_of  09:10
row    a completed checkout 08:00-08:40 | 08:00-08:40
row    b lapsed lapsed 08:10-08:20 | 08:10-08:20
