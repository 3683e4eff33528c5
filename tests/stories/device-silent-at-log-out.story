title  Logged out everywhere while a device is silent, its ping brings nothing back
# 30 days from 03-02 08:00 are over on 04-01 08:00, before the log-out of 04-02 09:00.
kind   device limit=3 on_limit=evict_oldest liveness=final counts=false
08:00  check-in a device next_ping_s=2592000 grace_s=0 -> opened
03-04T08:00 check-in b device next_ping_s=2592000 grace_s=0 -> opened
04-02T09:00 check-out all -> closed
04-02T10:00 ping a next_ping_s=60 grace_s=5 -> ignored
as_of  04-02T12:00
row    a lapsed lapsed 08:00-04-01 08:00 |
row    b completed logout 03-04 08:00-04-02 09:00 |
