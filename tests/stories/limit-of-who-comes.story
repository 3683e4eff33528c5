title  The rules of the coming check-in decide, and as many go as it takes
# Three are in under the old limit of three; the new rules of 11:00 allow two: two go, b and a first.
kind   seat limit=3 on_limit=evict_oldest
08:00  check-in b seat -> opened
08:00  check-in a seat -> opened
10:00  check-in c seat -> opened
kind   seat limit=2 on_limit=evict_oldest
11:00  check-in d seat -> opened
as_of  12:00
row    a evicted evicted 08:00-11:00 | 08:00-11:00
row    b evicted evicted 08:00-11:00 | 08:00-11:00
row    c active none 10:00- | 10:00-12:00
row    d active none 11:00- | 11:00-12:00
flag   a forgotten_checkout 11:00
flag   b forgotten_checkout 11:00
