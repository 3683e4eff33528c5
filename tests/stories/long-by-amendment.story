title  long_running goes by the shown start, and by the session's own rules
# Amended to 07:00 the 12 hours are over at 19:00.
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog -> opened
19:30  check-out a -> closed
20:00  amend a started_at=07:00 -> applied
as_of  21:00
row    a completed checkout 07:00-19:30 | 07:00-19:30
flag   a long_running 19:00
