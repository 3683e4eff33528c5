title  A check-out of all with nothing open waits for what may come
kind   worklog limit=1 long_after_s=43200
10:00  check-out all -> closed
12:00  check-out a -> already_closed
08:00  check-in a worklog accepted=18:00 -> opened
as_of  18:00
row    a completed logout 08:00-10:00 | 08:00-10:00
