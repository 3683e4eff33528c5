title  An amended start does not change who began first
# Amended to 09:30 a began after b; by check-ins it was first, and goes first.
kind   seat limit=2 on_limit=evict_oldest
08:00  check-in a seat -> opened
09:00  check-in b seat -> opened
10:00  check-in c seat -> opened
20:00  amend a started_at=09:30 -> applied
as_of  12:00
row    a evicted evicted 09:30-10:00 | 09:30-10:00
row    b active none 09:00- | 09:00-12:00
row    c active none 10:00- | 10:00-12:00
flag   a forgotten_checkout 10:00
