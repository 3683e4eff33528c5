title  A check-out ends with the reason that it gives
kind   worklog limit=1 long_after_s=43200
kind   pass ttl_s=3600 limit=1
08:00  check-in a worklog -> opened
08:30  check-out a reason=admin -> closed
09:00  check-in b worklog -> opened
09:00  check-in p pass -> opened
09:30  check-out all reason=emergency -> closed
10:00  check-in c worklog -> opened
10:30  check-out kind worklog reason=logout -> closed
as_of  12:00
row    a completed admin 08:00-08:30 | 08:00-08:30
row    b completed emergency 09:00-09:30 | 09:00-09:30
row    p completed emergency 09:00-09:30 | 09:00-09:30
row    c completed logout 10:00-10:30 | 10:00-10:30
flag   b emergency 09:30
flag   p emergency 09:30
