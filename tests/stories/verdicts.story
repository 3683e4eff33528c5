title  Surely inside, surely outside, else uncertain; to the centimetre
# 0.003 degrees of latitude here are 333.83 m, the radius is 200 m.
# 0 + 200 <= 200 is inside, 0 + 200.01 is not; 333.83 - 133.82 > 200 is outside, 333.83 - 133.83 = 200 is not.
kind   visit limit=1 accuracy_max_m=1000
08:00  check-in a visit place=52.5,13.4,200 at=52.5,13.4,200 -> opened
08:10  location a at=52.5,13.4,200.01 -> counted
08:20  location a at=52.503,13.4,133.83 -> counted
08:30  location a at=52.503,13.4,133.82 -> counted
09:00  check-out a at=52.503,13.4,20 -> closed
as_of  10:00
row    a completed checkout 08:00-09:00 | 08:00-09:00
fix    a check_in 08:00 inside 0
fix    a location 08:10 uncertain 0
fix    a location 08:20 uncertain 33383
fix    a location 08:30 outside 33383
fix    a check_out 09:00 outside 33383
flag   a left_place 08:30
flag   a outside_place 09:00
