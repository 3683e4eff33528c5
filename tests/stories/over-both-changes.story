title  A session over both changes of the clocks has the hours that went by
# From the first of January to the first of December of 2026: 334 days of 24 hours, on every clock.
kind   badge limit=1
2026-01-01T00:00 check-in a badge -> opened
2026-12-01T00:00 check-out a -> closed
as_of  2026-12-02T00:00
row    a completed checkout 01-01 00:00-12-01 00:00 | 01-01 00:00-12-01 00:00
hours  Europe/Berlin 2026-01 44580 min
hours  Europe/Berlin 2026-02 40320 min
hours  Europe/Berlin 2026-03 44580 min
hours  Europe/Berlin 2026-04 43200 min
hours  Europe/Berlin 2026-05 44640 min
hours  Europe/Berlin 2026-06 43200 min
hours  Europe/Berlin 2026-07 44640 min
hours  Europe/Berlin 2026-08 44640 min
hours  Europe/Berlin 2026-09 43200 min
hours  Europe/Berlin 2026-10 44700 min
hours  Europe/Berlin 2026-11 43200 min
hours  Europe/Berlin 2026-12 60 min
