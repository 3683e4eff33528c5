title  A voided check-in that would have been an alias is a voided session
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog -> opened
08:05  check-in b worklog -> opened
20:00  amend b void=true -> applied
as_of  12:00
row    a active none 08:00- | 08:00-12:00
row    b voided none 08:05- |
shown  a aliases=-
