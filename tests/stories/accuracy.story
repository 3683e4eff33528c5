title  A position without accuracy, or with a worse one than the policy allows, is uncertain
# 100 is allowed, 100.01 is not. A missing accuracy is none that is low.
kind   visit limit=3 accuracy_max_m=100
08:00  check-in a visit place=52.5,13.4,200 at=52.5,13.4,100 -> opened
08:00  check-in b visit place=52.5,13.4,200 at=52.5,13.4,100.01 -> opened
08:00  check-in c visit place=52.5,13.4,200 at=52.5,13.4 -> opened
as_of  09:00
row    a active none 08:00- | 08:00-09:00
row    b active none 08:00- | 08:00-09:00
row    c active none 08:00- | 08:00-09:00
fix    a check_in 08:00 inside 0
fix    b check_in 08:00 uncertain 0
fix    c check_in 08:00 uncertain 0
flag   b low_accuracy 08:00
flag   b uncertain_place 08:00
flag   c uncertain_place 08:00
