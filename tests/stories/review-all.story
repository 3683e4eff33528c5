title  review_all: every end waits until somebody has looked
note   While the session is open there is nothing to decide. A decision covers what was accepted before it.
show   07:00 to 19:00
kind   worklog limit=1 review_all=true
08:00  check-in a worklog -> opened
16:00  check-out a -> closed
17:00  review a approve by=boss -> applied
as_of  12:00
row    a active none 08:00- | 08:00-12:00
reviewed a none
as_of  16:30
row    a completed checkout 08:00-16:00 | 08:00-16:00
reviewed a pending
as_of  18:00
row    a completed checkout 08:00-16:00 | 08:00-16:00
reviewed a approved
shown  a reviewed_by=boss reviewed_at=17:00
