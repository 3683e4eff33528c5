title  The hour that is skipped in spring has no label
# Berlin goes ahead at 01:00 UTC of 2026-03-29: after 01:00+01:00 comes 03:00+02:00. The day has 23 hours.
kind   worklog limit=1
03-28T23:00 check-in a worklog -> opened
03-29T22:00 check-out a -> closed
03-29T00:30 check-in b worklog subject=bob -> opened
as_of  03-29T23:00
row    a completed checkout 03-28 23:00-03-29 22:00 | 03-28 23:00-03-29 22:00
row    bob/b active none 03-29 00:30- | 03-29 00:30-03-29 23:00
hours  Europe/Berlin 2026-03-29 1380 min
hours  Europe/Berlin 2026-03 1380 min
