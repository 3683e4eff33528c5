title  A check-in to a place that says no position is uncertain
kind   visit limit=1 place_required=true
08:00  check-in a visit place=52.5,13.4,200 -> opened
as_of  09:00
row    a active none 08:00- | 08:00-09:00
flag   a uncertain_place 08:00
