title  Of the tenant: begun, in at the start, counted, ended by reason, each in its quarter hour
note   Three people at one place. At 09:07 the quarter hours up to 09:00 are told.
show   07:45 to 09:15
# ann: 08:00-08:40, 15 + 15 + 10 min. bob: 08:20-08:50, 10 + 15 + 5 min. as_of 09:07 is floored to 09:00.
kind   visit limit=1
08:00  check-in a visit place=1,1,9,yard at=1,1,1 -> opened
08:40  check-out a at=1,1,1 -> closed
08:20  check-in a visit place=1,1,9,yard at=1,1,1 subject=bob -> opened
08:50  check-out a subject=bob at=1,1,1 reason=admin -> closed
09:01  check-in c visit place=1,1,9,yard at=1,1,1 subject=eve -> opened
as_of  09:07
row    a completed checkout 08:00-08:40 | 08:00-08:40
row    bob/a completed admin 08:20-08:50 | 08:20-08:50
row    eve/c active none 09:01- | 09:01-09:07
quarter 08:00 visit yard started 1 in 1 counted 15 min
quarter 08:15 visit yard started 1 in 1 counted 25 min
quarter 08:30 visit yard in 2 counted 25 min checkout 1
quarter 08:45 visit yard in 1 counted 5 min admin 1
