title  The position of a check-out that closed nothing says nothing
kind   visit limit=1
08:00  check-in a visit place=52.5,13.4,200 at=52.5,13.4,10 -> opened
09:00  check-out a at=52.5,13.4,10 -> closed
10:00  check-out a at=53.5,13.4,10 mock=true reason=emergency -> already_closed
as_of  11:00
row    a completed checkout 08:00-09:00 | 08:00-09:00
