title  The latest amendment speaks, field by field
# started_at by 18:00, ended_at by 19:00: 07:00 to 16:30, nine hours and a half.
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog -> opened
17:00  check-out a -> already_closed
19:00  amend a ended_at=16:30 -> applied
18:00  amend a ended_at=16:00 started_at=07:00 -> applied
18:30  amend a ended_at=12:00 -> overruled
as_of  20:00
row    a completed amended 07:00-16:30 | 07:00-16:30
