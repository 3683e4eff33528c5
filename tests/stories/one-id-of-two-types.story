title  The same id of another type, or from another source, is another event
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog id=x -> opened
09:00  check-in a worklog id=x source=phone -> refreshed
10:00  check-out a id=x -> closed
as_of  11:00
row    a completed checkout 08:00-10:00 | 08:00-10:00
