title  Only what is active is judged
# Before the check-in and after the check-out nobody asks where the phone was.
kind   visit limit=1
07:50  location a at=52.6,13.4,10 -> waiting
08:00  check-in a visit place=52.5,13.4,200 at=52.5,13.4,10 -> opened
09:00  check-out a at=52.5,13.4,10 -> closed
09:10  location a at=52.6,13.4,10 -> ignored
as_of  10:00
row    a completed checkout 08:00-09:00 | 08:00-09:00
