title  An amendment says when it really ended
note   The same two days. The amended end is earlier than the eviction, so nothing was forgotten.
kind   worklog limit=1 long_after_s=43200
show   06:00 to 03-03T12:00
08:00  check-in a worklog -> opened
03-03T08:00  check-in b worklog -> opened
03-03T08:30  amend a ended_at=17:00 -> applied
as_of  03-03T10:00
row    a completed amended 08:00-17:00 | 08:00-17:00
row    b active none 03-03 08:00- | 03-03 08:00-03-03 10:00
