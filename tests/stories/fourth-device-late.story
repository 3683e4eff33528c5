title  A fourth device that arrives late evicts another than it would have
# By time: a 08:01, b 08:02, x 08:03, and c of 08:04 is the fourth: a goes, at 08:04.
kind   device limit=3 on_limit=evict_oldest liveness=final counts=false
08:01  check-in a device next_ping_s=2592000 grace_s=0 -> opened
08:02  check-in b device next_ping_s=2592000 grace_s=0 -> opened
08:04  check-in c device next_ping_s=2592000 grace_s=0 -> opened
08:03  check-in x device next_ping_s=2592000 grace_s=0 accepted=12:00 -> opened
as_of  12:00
row    a evicted evicted 08:01-08:04 |
row    b active none 08:02- |
row    x active none 08:03- |
row    c active none 08:04- |
