title  An end before the eviction is the end
kind   seat limit=1 on_limit=evict_oldest
08:00  check-in a seat -> opened
09:00  check-in b seat -> opened
20:00  amend a ended_at=08:30 -> applied
as_of  12:00
row    a completed amended 08:00-08:30 | 08:00-08:30
row    b active none 09:00- | 09:00-12:00
