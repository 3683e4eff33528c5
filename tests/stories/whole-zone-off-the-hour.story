title  In St. John's the hour begins at half past
# -03:30: 08:00 UTC is 04:30, so 30 minutes of 04:00 and 60 of 05:00.
kind   worklog limit=1
08:00  check-in a worklog -> opened
09:30  check-out a -> closed
as_of  10:00
row    a completed checkout 08:00-09:30 | 08:00-09:30
hours  America/St_Johns 2026-03-02T04:00-03:30 30 min
hours  America/St_Johns 2026-03-02T05:00-03:30 60 min
