title  A session that was amended can be amended again
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog -> opened
17:00  check-out a -> already_closed
18:00  amend a ended_at=16:00 -> overruled
19:00  amend a ended_at=16:30 -> applied
as_of  20:00
row    a completed amended 08:00-16:30 | 08:00-16:30
