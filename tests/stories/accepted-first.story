title  Of copies of one time the one that was accepted first is the event
# Both say 08:00; the one accepted at 08:00 has other notes than the one of 12:00.
kind   worklog limit=1 long_after_s=43200 late_after_s=3600
08:00  check-in a worklog id=in notes=late accepted=12:00 -> id_conflict
08:00  check-in a worklog id=in notes=first -> opened
as_of  13:00
row    a active none 08:00- | 08:00-13:00
shown  a notes=first
