title  Who comes to another kind evicts of that kind only
kind   seat limit=3 on_limit=evict_oldest
kind   chair limit=1 on_limit=evict_oldest
08:00  check-in a seat -> opened
09:00  check-in b seat -> opened
10:00  check-in c chair -> opened
11:00  check-in d chair -> opened
as_of  18:00
row    a active none 08:00- | 08:00-18:00
row    b active none 09:00- | 09:00-18:00
row    c evicted evicted 10:00-11:00 | 10:00-11:00
row    d active none 11:00- | 11:00-18:00
flag   c forgotten_checkout 11:00
