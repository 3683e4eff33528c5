title  Amended to end where it began, nobody was there
kind   worklog limit=1
08:00  check-in a worklog -> opened
12:00  amend a ended_at=08:00 -> applied
09:00  check-in b worklog subject=bob -> opened
09:15  check-out b subject=bob -> closed
as_of  13:00
row    a completed amended 08:00-08:00 |
row    bob/b completed checkout 09:00-09:15 | 09:00-09:15
quarter 08:00 worklog - started 1 amended 1
quarter 09:00 worklog - started 1 in 1 counted 15 min
quarter 09:15 worklog - checkout 1
subjects quarter 09:00 worklog - 1
subjects quarter 09:00 worklog * 1
subjects quarter 09:00 * * 1
subjects hour 09:00 worklog - 1
subjects hour 09:00 worklog * 1
subjects hour 09:00 * * 1
