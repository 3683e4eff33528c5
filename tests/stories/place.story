title  Where somebody was, seen from the place
note   The place has a radius of 200 m. The location of 10:00 lies 330 m off, surely outside.
kind   visit limit=1 accuracy_max_m=100
show   07:30 to 12:30
08:00  check-in a visit place=52.5,13.4,200 at=52.5005,13.4,20 -> opened
10:00  location a at=52.503,13.4,20 -> counted
12:00  check-out a at=52.5,13.4,20 -> closed
as_of  12:15
row    a completed checkout 08:00-12:00 | 08:00-12:00
fix    a check_in 08:00 inside 5564
fix    a location 10:00 outside 33383
fix    a check_out 12:00 inside 0
flag   a left_place 10:00
