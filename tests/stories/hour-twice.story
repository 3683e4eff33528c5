title  The hour that comes twice has two labels
note   In Berlin the clocks go back at 01:00 UTC: 02:00+02:00 and 02:00+01:00 are an hour each.
kind   worklog limit=1 long_after_s=43200
show   10-24T23:30 to 10-25T03:30
10-25T00:00  check-in a worklog -> opened
10-25T02:30  check-out a -> closed
as_of  10-25T03:15
row    a completed checkout 10-25 00:00-10-25 02:30 | 10-25 00:00-10-25 02:30
hours  Europe/Berlin 2026-10-25T02:00+02:00 60 min
hours  Europe/Berlin 2026-10-25T02:00+01:00 60 min
hours  Europe/Berlin 2026-10-25T03:00+01:00 30 min
