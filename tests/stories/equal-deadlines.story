title  Of deadlines at one moment the ttl speaks first, then the longest duration, then silence
# a and b both end at 09:00 by all the rules that they have.
kind   one ttl_s=3600 max_duration_s=3600 liveness=final
kind   two max_duration_s=3600 liveness=final
08:00  check-in a one next_ping_s=3600 grace_s=0 -> opened
08:00  check-in b two next_ping_s=3600 grace_s=0 -> opened
as_of  18:00
row    a expired expired 08:00-09:00 | 08:00-09:00
row    b auto_closed auto_closed 08:00-09:00 | 08:00-09:00
flag   b auto_closed 09:00
