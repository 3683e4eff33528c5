title  A check-in at the moment of the deadline comes too late, and the place is free
kind   pass ttl_s=3600 limit=1
08:00  check-in a pass -> opened
09:00  check-in a pass -> session_closed
09:00  check-in b pass -> opened
as_of  09:30
row    a expired expired 08:00-09:00 | 08:00-09:00
row    b active none 09:00- | 09:00-09:30
shown  b ends_by=10:00
