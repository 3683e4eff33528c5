title  A check-out of who was evicted finds it closed
kind   seat limit=1 on_limit=evict_oldest
08:00  check-in a seat -> opened
09:00  check-in b seat -> opened
10:00  check-out a -> already_closed
as_of  12:00
row    a evicted evicted 08:00-09:00 | 08:00-09:00
row    b active none 09:00- | 09:00-12:00
flag   a forgotten_checkout 09:00
