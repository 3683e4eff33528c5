title  Neither limit nor place nor review keeps anybody from checking out
kind   visit limit=1 place_required=true accuracy_max_m=100 review_all=true
08:00  check-in a visit place=52.5,13.4,100 at=52.5,13.4,10 -> opened
09:00  check-out a at=0.5,0.5,5000 -> closed
as_of  12:00
row    a completed checkout 08:00-09:00 | 08:00-09:00
flag   a uncertain_place 09:00
flag   a low_accuracy 09:00
flag   a impossible_speed 09:00
reviewed a pending
