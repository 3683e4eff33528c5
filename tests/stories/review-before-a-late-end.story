title  A decision covers no end that had not been accepted
kind   worklog limit=1 review_all=true
08:00  check-in a worklog -> opened
17:00  check-out a accepted=17:30 -> closed
17:15  review a approve -> applied
as_of  18:00
row    a completed checkout 08:00-17:00 | 08:00-17:00
reviewed a pending
