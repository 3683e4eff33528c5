title  An amended end is accepted with its amendment, whatever came later
kind   worklog limit=1 review_all=true
08:00  check-in a worklog -> opened
12:30  amend a ended_at=12:00 -> applied
13:00  review a approve -> applied
17:00  check-out a -> already_closed
as_of  18:00
row    a completed amended 08:00-12:00 | 08:00-12:00
reviewed a approved
