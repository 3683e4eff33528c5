title  Of copies with different times the earliest is the event
note   The client stamped its retries anew. 08:00 is the check-in, the others are listed as copies of it.
show   07:30 to 10:30
kind   worklog limit=1 long_after_s=43200
08:05  check-in a worklog id=in -> repeated
08:00  check-in a worklog id=in accepted=09:30 -> opened
08:10  check-in a worklog id=in -> repeated
as_of  10:00
row    a active none 08:00- | 08:00-10:00
