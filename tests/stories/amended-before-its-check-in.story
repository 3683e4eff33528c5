title  Amended to begin and end before its check-in, it is where it was amended to
# 06:00 to 07:00, four quarter hours; of 08:00 on, when it checked in, nothing is left.
kind   worklog limit=1
08:00  check-in a worklog -> opened
12:00  amend a started_at=06:00 ended_at=07:00 -> applied
as_of  13:00
row    a completed amended 06:00-07:00 | 06:00-07:00
quarter 06:00 worklog - started 1 in 1 counted 15 min
quarter 06:15 worklog - in 1 counted 15 min
quarter 06:30 worklog - in 1 counted 15 min
quarter 06:45 worklog - in 1 counted 15 min
quarter 07:00 worklog - amended 1
hours  UTC 2026-03-02T06:00+00:00 60 min
