title  An eviction before the amended end still took the place, and was forgotten
kind   seat limit=1 on_limit=evict_oldest
08:00  check-in a seat -> opened
09:00  check-in b seat -> opened
20:00  amend a ended_at=10:00 -> applied
as_of  12:00
row    a completed amended 08:00-10:00 | 08:00-10:00
row    b active none 09:00- | 09:00-12:00
flag   a forgotten_checkout 09:00
