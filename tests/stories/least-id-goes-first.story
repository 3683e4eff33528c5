title  Of two that began together the smaller id goes
kind   seat limit=2 on_limit=evict_oldest
08:00  check-in b seat -> opened
08:00  check-in a seat -> opened
11:00  check-in c seat -> opened
as_of  12:00
row    a evicted evicted 08:00-11:00 | 08:00-11:00
row    b active none 08:00- | 08:00-12:00
row    c active none 11:00- | 11:00-12:00
flag   a forgotten_checkout 11:00
