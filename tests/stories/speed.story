title  Two positions are too far apart for 200 km/h
# 333.83 m in 6.008 s are 200.03 km/h, in 6.009 s 199.998 km/h. Only the first is impossible.
kind   tour limit=2
08:00  check-in a tour at=52.5,13.4,0 -> opened
08:00:06.008 location a at=52.503,13.4,0 -> counted
08:00  check-in b tour at=52.5,13.4,0 -> opened
08:00:06.009 location b at=52.503,13.4,0 -> counted
as_of  09:00
row    a active none 08:00- | 08:00-09:00
row    b active none 08:00- | 08:00-09:00
flag   a impossible_speed 08:00:06.008
