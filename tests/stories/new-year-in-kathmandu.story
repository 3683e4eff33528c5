title  In Kathmandu the year begins at 18:15 UTC
# +05:45: 18:00 UTC is 23:45, so 15 minutes are of the old year and 45 of the new one.
kind   worklog limit=1
2026-12-31T18:00 check-in a worklog -> opened
2026-12-31T19:00 check-out a -> closed
as_of  2027-01-01T00:00
row    a completed checkout 12-31 18:00-12-31 19:00 | 12-31 18:00-12-31 19:00
hours  Asia/Kathmandu 2026-12-31 15 min
hours  Asia/Kathmandu 2027-01-01 45 min
hours  Asia/Kathmandu 2026-12 15 min
hours  Asia/Kathmandu 2027-01 45 min
hours  Asia/Kathmandu 2026-12-31T23:00+05:45 15 min
hours  Asia/Kathmandu 2027-01-01T00:00+05:45 45 min
