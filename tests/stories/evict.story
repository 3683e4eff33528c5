title  evict_oldest: the longest in makes room
note   Two at once; the third ends the one that began first.
kind   seat limit=2 on_limit=evict_oldest
show   07:30 to 12:30
08:00  check-in a seat -> opened
09:00  check-in b seat -> opened
10:30  check-in c seat -> opened
as_of  12:00
row    a evicted evicted 08:00-10:30 | 08:00-10:30
row    b active none 09:00- | 09:00-12:00
row    c active none 10:30- | 10:30-12:00
flag   a forgotten_checkout 10:30
