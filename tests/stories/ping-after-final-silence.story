title  After a final silence no ping brings a device back
# 30 days from 03-02 08:00 are over on 04-01 08:00; a ping of that very moment would have touched, and joined.
kind   device limit=3 liveness=final counts=false
08:00  check-in a device next_ping_s=2592000 grace_s=0 -> opened
04-01T08:00:00.001 ping a next_ping_s=60 grace_s=5 -> ignored
as_of  04-02T08:00
row    a lapsed lapsed 08:00-04-01 08:00 |
