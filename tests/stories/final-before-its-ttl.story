title  Of final silence and ttl the earlier ends it
# a: promised to 08:20, before 09:00. b: promised to 10:00, after its ttl.
kind   terminal liveness=final ttl_s=3600
08:00  check-in a terminal next_ping_s=1200 grace_s=600 -> opened
08:00  check-in b terminal next_ping_s=7200 grace_s=600 -> opened
as_of  18:00
row    a lapsed lapsed 08:00-08:20 | 08:00-08:20
row    b expired expired 08:00-09:00 | 08:00-09:00
