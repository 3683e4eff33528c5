title  Without a place nothing is judged
kind   tour limit=1
08:00  check-in a tour at=52.5,13.4,10 -> opened
09:00  location a at=52.503,13.4,10 -> counted
as_of  10:00
row    a active none 08:00- | 08:00-10:00
fix    a check_in 08:00 none -
fix    a location 09:00 none -
