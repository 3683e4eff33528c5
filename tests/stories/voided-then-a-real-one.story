title  After a voided check-in the real one opens
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog -> opened
08:05  check-in b worklog -> opened
09:00  amend a void=true -> applied
as_of  12:00
row    a voided none 08:00- |
row    b active none 08:05- | 08:05-12:00
