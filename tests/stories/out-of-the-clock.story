title  What breaks a rule of the clock is no event
# Two minutes ahead of its acceptance is allowed, a millisecond more is not. An amendment from before its edge neither.
kind   worklog limit=9
08:02  check-in a worklog accepted=08:00 -> opened
08:02:00.001 check-in b worklog accepted=08:00
12:00  amend a ended_at=12:00:00.001
11:00  amend a ended_at=11:00 -> applied
12:30  amend a started_at=12:30:00.001
as_of  13:00
row    a completed amended 08:02-11:00 | 08:02-11:00
