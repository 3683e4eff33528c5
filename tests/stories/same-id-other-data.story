title  A copy that says something else is a conflict, and does nothing
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog id=in notes=real -> opened
08:10  check-in a worklog id=in notes=other -> id_conflict
09:00  check-in b worklog id=in -> id_conflict
10:00  check-out a id=out -> closed
10:30  check-out all id=out -> id_conflict
as_of  11:00
row    a completed checkout 08:00-10:00 | 08:00-10:00
shown  a notes=real
