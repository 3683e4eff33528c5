title  One that is void does not speak for its kind
kind   pass ttl_s=1800
kind   desk
09:00  check-in a pass -> opened
09:20  check-out a -> closed
10:00  check-in b pass -> opened
10:30  amend b void=true -> applied
11:00  check-in c desk -> opened
12:00  check-out kind pass -> already_closed
as_of  13:00
row    a completed checkout 09:00-09:20 | 09:00-09:20
row    b voided none 10:00- |
row    c active none 11:00- | 11:00-13:00
