title  Amended to end before the start that it was amended to, nothing of it is left
kind   worklog limit=1
08:00  check-in a worklog -> opened
12:00  amend a started_at=07:00 ended_at=06:00 -> applied
as_of  13:00
row    a completed amended 07:00-07:00 |
quarter 07:00 worklog - started 1 amended 1
