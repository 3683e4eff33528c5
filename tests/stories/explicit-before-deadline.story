title  At one moment a check-out goes before every deadline, and an eviction comes too late
# a: check-out at its ttl. b: a check-in at its ttl evicts nobody, since b has just expired.
kind   pass ttl_s=3600 limit=1 on_limit=evict_oldest
08:00  check-in a pass -> opened
09:00  check-out a reason=admin -> closed
10:00  check-in b pass -> opened
11:00  check-in c pass -> opened
as_of  11:30
row    a completed admin 08:00-09:00 | 08:00-09:00
row    b expired expired 10:00-11:00 | 10:00-11:00
row    c active none 11:00- | 11:00-11:30
