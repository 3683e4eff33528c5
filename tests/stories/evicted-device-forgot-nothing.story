title  Evicted where there is liveness, nobody forgot to check out
kind   device limit=3 on_limit=evict_oldest liveness=final counts=false
08:00  check-in a device next_ping_s=2592000 grace_s=0 -> opened
08:01  check-in b device next_ping_s=2592000 grace_s=0 -> opened
08:02  check-in c device next_ping_s=2592000 grace_s=0 -> opened
08:03  check-in d device next_ping_s=2592000 grace_s=0 -> opened
as_of  09:00
row    a evicted evicted 08:00-08:03 |
row    b active none 08:01- |
row    c active none 08:02- |
row    d active none 08:03- |
