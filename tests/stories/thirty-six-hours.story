title  Thirty-six hours are counted as they are, with a flag
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog -> opened
03-03T20:00  check-out a -> closed
as_of  03-03T21:00
row    a completed checkout 08:00-03-03 20:00 | 08:00-03-03 20:00
flag   a long_running 20:00
