title  The tenant's ends are told by their reason
# ttl at 09:00; the amended one ends at 08:20; b evicts a at 08:10; d runs its hour; e is silent from 08:10.
kind   seat limit=1 on_limit=evict_oldest
kind   pass ttl_s=3600
kind   tour max_duration_s=3600
kind   pc liveness=resumes
08:00  check-in a seat -> opened
08:10  check-in b seat -> opened
08:20  check-out b reason=logout -> already_closed
08:00  check-in c pass -> opened
08:00  check-in d tour -> opened
08:00  check-in e pc next_ping_s=600 grace_s=60 -> opened
09:00  amend b ended_at=08:15 -> applied
as_of  09:15
row    a evicted evicted 08:00-08:10 | 08:00-08:10
row    b completed amended 08:10-08:15 | 08:10-08:15
row    c expired expired 08:00-09:00 | 08:00-09:00
row    d auto_closed auto_closed 08:00-09:00 | 08:00-09:00
row    e lapsed lapsed 08:00-08:10 | 08:00-08:10
flag   a forgotten_checkout 08:10
flag   d auto_closed 09:00
quarter 08:00 seat - started 2 in 1 counted 15 min evicted 1
quarter 08:15 seat - amended 1
quarter 08:00 pass - started 1 in 1 counted 15 min
quarter 08:15 pass - in 1 counted 15 min
quarter 08:30 pass - in 1 counted 15 min
quarter 08:45 pass - in 1 counted 15 min
quarter 09:00 pass - expired 1
quarter 08:00 tour - started 1 in 1 counted 15 min
quarter 08:15 tour - in 1 counted 15 min
quarter 08:30 tour - in 1 counted 15 min
quarter 08:45 tour - in 1 counted 15 min
quarter 09:00 tour - auto_closed 1
quarter 08:00 pc - started 1 in 1 counted 10 min lapsed 1
