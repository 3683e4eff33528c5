title  A check-out at the very moment of an amended end comes too late
kind   worklog limit=1
kind   pass ttl_s=36000 limit=1
08:00  check-in a worklog -> opened
09:00  check-out a -> already_closed
08:00  check-in b pass -> opened
09:00  check-out kind pass -> already_closed
20:00  amend a ended_at=09:00 -> applied
20:00  amend b ended_at=09:00 -> applied
as_of  21:00
row    a completed amended 08:00-09:00 | 08:00-09:00
row    b completed amended 08:00-09:00 | 08:00-09:00
