title  Without evidence there is nothing to review
kind   pass ttl_s=3600 limit=1
08:00  check-in a pass -> opened
08:30  check-out a -> closed
09:00  review a reject -> applied
as_of  08:45
row    a completed checkout 08:00-08:30 | 08:00-08:30
reviewed a none
as_of  10:00
row    a completed checkout 08:00-08:30 | 08:00-08:30
reviewed a rejected
