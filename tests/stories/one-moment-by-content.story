title  Two positions of one moment stand in the order of what they say
# 52.5 comes before 52.9, though it was accepted later: from 52.9 to 53.0 it is 11 km, which 30 km of accuracy allow.
# From 52.5 it would be 56 km less 30 in a minute.
kind   tour limit=1
08:00  check-in a tour at=52.5,13.4,0 -> opened
08:10  location a at=52.9,13.4,30000 -> counted
08:10  location a at=52.5,13.4,30000 accepted=08:12 -> counted
08:11  location a at=53,13.4,0 -> counted
as_of  09:00
row    a active none 08:00- | 08:00-09:00
