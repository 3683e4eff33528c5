title  A check-in forgotten overnight, the next day's, and the amendment of the first
# Nine hours on Monday, and one so far on Tuesday; the amended day holds no flag.
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog -> opened
03-03T08:00 check-in b worklog -> opened
03-03T08:10 amend a ended_at=17:00 -> applied
as_of  03-03T09:00
row    a completed amended 08:00-17:00 | 08:00-17:00
row    b active none 03-03 08:00- | 03-03 08:00-03-03 09:00
hours  UTC 2026-03-02 540 min
hours  UTC 2026-03-03 60 min
