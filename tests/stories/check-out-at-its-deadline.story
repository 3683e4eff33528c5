title  A check-out at the very moment of the deadline is in time
kind   pass ttl_s=3600 limit=1
08:00  check-in a pass -> opened
09:00  check-out a -> closed
as_of  18:00
row    a completed checkout 08:00-09:00 | 08:00-09:00
