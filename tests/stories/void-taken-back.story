title  A void can be taken back
kind   pass ttl_s=3600 limit=1
08:00  check-in a pass -> opened
20:00  amend a void=true -> overruled
20:01  amend a void=false -> applied
as_of  21:00
row    a expired expired 08:00-09:00 | 08:00-09:00
