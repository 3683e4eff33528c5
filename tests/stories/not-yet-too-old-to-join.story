title  A millisecond younger than long_after it is joined, at long_after it is evicted
# 08:00 + 12 h = 20:00.
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog -> opened
19:59:59.999 check-in b worklog -> already_active
20:00  check-in c worklog -> opened
as_of  21:00
row    a evicted evicted 08:00-20:00 | 08:00-20:00
row    c active none 20:00- | 20:00-21:00
flag   a forgotten_checkout 20:00
shown  a aliases=b
