title  An eviction is known when the check-in that evicts is
# b's check-in of 09:00 was accepted at 19:00, so the decision of 18:00 does not cover it.
kind   seat limit=1 on_limit=evict_oldest
08:00  check-in a seat -> opened
09:00  check-in b seat accepted=19:00 -> opened
18:00  review a approve -> applied
as_of  20:00
row    a evicted evicted 08:00-09:00 | 08:00-09:00
row    b active none 09:00- | 09:00-20:00
flag   a forgotten_checkout 09:00
reviewed a pending
reviewed b none
