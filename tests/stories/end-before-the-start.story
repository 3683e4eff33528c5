title  An end before the start is the start
kind   worklog limit=1 long_after_s=43200
kind   seat limit=2
08:00  check-in a worklog -> opened
08:00  check-in b seat -> opened
09:00  check-out b -> closed
20:00  amend a ended_at=07:00 -> applied
20:00  amend b started_at=10:00 -> applied
as_of  21:00
row    a completed amended 08:00-08:00 |
row    b completed checkout 10:00-10:00 |
