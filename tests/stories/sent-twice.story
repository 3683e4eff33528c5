title  Sent twice it is one event, and the second copy does nothing
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog id=in -> opened
17:00  check-out a id=out -> closed
08:00  check-in a worklog id=in accepted=18:00 -> repeated
17:00  check-out a id=out accepted=18:00 -> repeated
as_of  19:00
row    a completed checkout 08:00-17:00 | 08:00-17:00
