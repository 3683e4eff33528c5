title  A limit asks only for sessions of its own kind
kind   worklog limit=1 long_after_s=43200
kind   pass ttl_s=3600 limit=1
08:00  check-in a worklog -> opened
08:00  check-in b pass -> opened
as_of  08:30
row    a active none 08:00- | 08:00-08:30
row    b active none 08:00- | 08:00-08:30
