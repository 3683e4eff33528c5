title  A place on the antimeridian
# 0.0004 degrees of longitude at half a degree of latitude are 44.53 m, across 180 as elsewhere: 44.53 + 10 <= 100.
kind   visit limit=1 accuracy_max_m=100
08:00  check-in a visit place=0.5,180,100 at=0.5,-179.9996,10 -> opened
08:30  check-out a at=0.5,179.9996,10 -> closed
as_of  09:00
row    a completed checkout 08:00-08:30 | 08:00-08:30
fix    a check_in 08:00 inside 4453
fix    a check_out 08:30 inside 4453
