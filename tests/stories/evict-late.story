title  A late check-in takes its turn in the past
note   x was offline and arrives last, but began second: so it is b that made a go.
kind   seat limit=2 on_limit=evict_oldest
show   07:30 to 12:30
08:00  check-in a seat -> opened
09:30  check-in b seat -> opened
08:45  check-in x seat accepted=12:00 -> opened
as_of  12:00
row    a evicted evicted 08:00-09:30 | 08:00-09:30
row    x active none 08:45- | 08:45-12:00
row    b active none 09:30- | 09:30-12:00
flag   a forgotten_checkout 09:30
