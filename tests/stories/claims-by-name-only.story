title  Only a check-out by name claims an end after the deadline, and the first of them speaks
kind   pass ttl_s=3600 limit=1
08:00  check-in a pass -> opened
09:30  check-out kind pass -> after_end
10:30  check-out a -> after_end
10:00  check-out a -> after_end
as_of  12:00
row    a expired expired 08:00-09:00 | 08:00-09:00
flag   a checkout_after_end 10:00
