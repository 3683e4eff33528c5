title  What a later amended end adds is counted, but holds no place
note   a ended at 09:00; amended to 11:00 it counts until then. b had the place from 10:00 on.
show   07:30 to 12:30
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog -> opened
09:00  check-out a -> closed
10:00  check-in b worklog -> opened
11:30  amend a ended_at=11:00 -> applied
as_of  12:00
row    a completed amended 08:00-11:00 | 08:00-11:00
row    b active none 10:00- | 10:00-12:00
