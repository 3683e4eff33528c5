title  A place at the pole
# 0.0005 degrees from the pole are 55.85 m, on every meridian: 55.85 + 10 <= 100.
kind   visit limit=1 accuracy_max_m=100
08:00  check-in a visit place=90,0,100 at=89.9995,123,10 -> opened
08:30  check-out a at=89.9995,-57,10 -> closed
as_of  09:00
row    a completed checkout 08:00-08:30 | 08:00-08:30
fix    a check_in 08:00 inside 5585
fix    a check_out 08:30 inside 5585
