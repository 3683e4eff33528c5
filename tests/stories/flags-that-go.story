title  A late event takes a flag away again
# Without the check-out b would have evicted a at 20:00 of the next day, long running and forgotten.
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog -> opened
03-03T20:00 check-in b worklog -> opened
17:00  check-out a accepted=03-03T21:00 -> closed
as_of  03-03T22:00
row    a completed checkout 08:00-17:00 | 08:00-17:00
row    b active none 03-03 20:00- | 03-03 20:00-03-03 22:00
