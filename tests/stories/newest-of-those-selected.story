title  The newest of those that a check-out selects speaks
# b, the newer pass, was ended by a check-out; of the desks only c, which lapsed.
kind   pass ttl_s=3600 limit=1
kind   desk liveness=final
08:00  check-in a pass -> opened
09:30  check-in b pass -> opened
09:35  check-in c desk next_ping_s=60 grace_s=0 -> opened
09:40  check-out b -> closed
10:00  check-out kind pass -> already_closed
10:00  check-out all -> after_end
as_of  12:00
row    a expired expired 08:00-09:00 | 08:00-09:00
row    b completed checkout 09:30-09:40 | 09:30-09:40
row    c lapsed lapsed 09:35-09:36 | 09:35-09:36
