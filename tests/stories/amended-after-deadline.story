title  An end that was amended to later is not yet there
kind   pass ttl_s=3600 limit=1
08:00  check-in a pass -> opened
10:00  check-out a -> after_end
13:00  amend a ended_at=12:00 -> applied
as_of  18:00
row    a completed amended 08:00-12:00 | 08:00-12:00
flag   a checkout_after_end 10:00
