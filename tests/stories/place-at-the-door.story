title  The place is the one that the check-in carries, wherever it has moved since
kind   visit limit=1
08:00  check-in a visit place=52.5,13.4,200,yard at=52.5,13.4,10 -> opened
09:00  check-in a visit place=53.5,13.4,200,hall at=52.5,13.4,10 -> refreshed
as_of  10:00
row    a active none 08:00- | 08:00-10:00
shown  a place=yard
