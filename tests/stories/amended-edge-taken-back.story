title  An amended edge can be taken back; the latest says what is so
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog -> opened
16:00  check-out a -> closed
17:00  amend a ended_at=12:00 started_at=07:00 -> applied
17:30  amend a ended_at=null -> applied
as_of  18:00
row    a completed checkout 07:00-16:00 | 07:00-16:00
