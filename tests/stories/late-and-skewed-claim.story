title  A claim after the end that came late, from a clock that was off, says all of that
kind   pass ttl_s=3600 limit=1 late_after_s=3600
08:00  check-in a pass -> opened
09:30  check-out a claimed=09:00 accepted=11:00 -> after_end
as_of  12:00
row    a expired expired 08:00-09:00 | 08:00-09:00
flag   a checkout_after_end 09:30
flag   a clock_skew 09:30
flag   a late_arrival 09:30
