title  A switch within one second, and a session of no length
kind   desk limit=1
08:00:00  check-in a desk -> opened
08:00:01  check-out a -> closed
08:00:01  check-in b desk -> opened
09:00  check-out b -> closed
09:00  check-in c desk -> opened
09:00  check-out c -> closed
as_of  18:00
row    a completed checkout 08:00-08:00:01 | 08:00-08:00:01
row    b completed checkout 08:00:01-09:00 | 08:00:01-09:00
row    c completed checkout 09:00-09:00 |
