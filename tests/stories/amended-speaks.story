title  What was amended has ended explicitly
kind   pass ttl_s=3600 limit=1
08:00  check-in a pass -> opened
12:00  check-out kind pass -> already_closed
13:00  amend a ended_at=08:30 -> applied
as_of  18:00
row    a completed amended 08:00-08:30 | 08:00-08:30
