title  A late check-in that came first brings its place along, and all is judged again
# By the place of 08:30 the fix of 09:00 was inside; by that of 08:00, a degree of latitude off, it is outside.
kind   visit limit=1
08:30  check-in a visit place=52.5,13.4,200,yard at=52.5,13.4,10 -> refreshed
09:00  location a at=52.5,13.4,10 -> counted
08:00  check-in a visit place=53.5,13.4,200,hall at=53.5,13.4,10 accepted=09:30 -> opened
as_of  10:00
row    a active none 08:00- | 08:00-10:00
shown  a place=hall
fix    a check_in 08:00 inside 0
fix    a location 09:00 outside 11128626
flag   a outside_place 08:30
flag   a left_place 09:00
flag   a impossible_speed 08:30
