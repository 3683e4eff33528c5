title  A copy that names another place is a conflict
kind   tour limit=1
08:00  check-in a tour id=in place=52.5,13.4,200,yard at=52.5,13.4,10 -> opened
08:10  check-in a tour id=in place=52.5,13.4,200,hall at=52.5,13.4,10 -> id_conflict
as_of  09:00
row    a active none 08:00- | 08:00-09:00
