title  The earliest check-out stands, whichever arrived first
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog -> opened
10:00  check-out a -> already_closed
09:00  check-out a accepted=11:00 -> closed
as_of  12:00
row    a completed checkout 08:00-09:00 | 08:00-09:00
