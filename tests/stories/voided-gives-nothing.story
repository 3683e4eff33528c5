title  A voided session gives the tenant nothing
kind   worklog limit=2
08:00  check-in a worklog -> opened
08:00  check-in b worklog -> opened
08:15  check-out a -> not_started
08:15  check-out b -> closed
09:00  amend a void=true -> applied
as_of  09:00
row    a voided none 08:00- |
row    b completed checkout 08:00-08:15 | 08:00-08:15
quarter 08:00 worklog - started 1 in 1 counted 15 min
quarter 08:15 worklog - checkout 1
