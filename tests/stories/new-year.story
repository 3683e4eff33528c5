title  A session over New Year is of both years
kind   worklog limit=1
2026-12-31T22:00 check-in a worklog -> opened
2027-01-01T01:00 check-out a -> closed
as_of  2027-01-01T02:00
row    a completed checkout 12-31 22:00-01-01 01:00 | 12-31 22:00-01-01 01:00
hours  UTC 2026-12-31 120 min
hours  UTC 2027-01-01 60 min
hours  UTC 2026-12 120 min
hours  UTC 2027-01 60 min
