title  An amendment after a decision waits for the next one
kind   worklog limit=1 review_all=true
08:00  check-in a worklog -> opened
17:00  check-out a -> already_closed
18:00  review a approve -> applied
19:00  amend a ended_at=16:00 -> applied
as_of  20:00
row    a completed amended 08:00-16:00 | 08:00-16:00
reviewed a pending
