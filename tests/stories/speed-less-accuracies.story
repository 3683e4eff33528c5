title  What both positions may be off is taken from the distance
# 333.83 m less 10 m and 20 m are 303.83 m: in 5.468 s 200.03 km/h, in 5.47 s 199.96 km/h.
kind   tour limit=2
08:00  check-in a tour at=52.5,13.4,10 -> opened
08:00:05.468 location a at=52.503,13.4,20 -> counted
08:00  check-in b tour at=52.5,13.4,10 -> opened
08:00:05.470 location b at=52.503,13.4,20 -> counted
as_of  09:00
row    a active none 08:00- | 08:00-09:00
row    b active none 08:00- | 08:00-09:00
flag   a impossible_speed 08:00:05.468
