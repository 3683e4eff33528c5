title  Sessions at the same time add up, and hours are exact to as_of
# 08:00-08:30 of two and 09:00 on of one: 60 + 10 minutes by 09:10.
kind   desk limit=9
08:00  check-in a desk -> opened
08:00  check-in b desk -> opened
08:30  check-out all -> closed
09:00  check-in c desk -> opened
as_of  09:10
row    a completed logout 08:00-08:30 | 08:00-08:30
row    b completed logout 08:00-08:30 | 08:00-08:30
row    c active none 09:00- | 09:00-09:10
hours  UTC 2026-03-02T08:00+00:00 60 min
hours  UTC 2026-03-02T09:00+00:00 10 min
