title  What was amended has ended explicitly
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog -> opened
12:00  check-out kind worklog -> already_closed
13:00  amend a ended_at=10:00 -> applied
as_of  18:00
row    a completed amended 08:00-10:00 | 08:00-10:00
