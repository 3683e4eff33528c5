title  Flags, fixes and decisions are shown from their time on
kind   visit limit=1 accuracy_max_m=100
08:00  check-in a visit place=52.5,13.4,200 at=52.5005,13.4,20 -> opened
10:00  location a at=52.503,13.4,20 -> counted
11:00  review a approve -> applied
as_of  09:59:59
row    a active none 08:00- | 08:00-09:59:59
reviewed a none
as_of  10:30
row    a active none 08:00- | 08:00-10:30
flag   a left_place 10:00
fix    a location 10:00 outside 33383
reviewed a pending
as_of  11:00
row    a active none 08:00- | 08:00-11:00
flag   a left_place 10:00
reviewed a approved
