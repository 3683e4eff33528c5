title  A decision covers what was accepted strictly before it
# Both accepted at 16:00: not covered. A millisecond later it is.
kind   worklog limit=2 review_all=true
08:00  check-in a worklog -> opened
16:00  check-out a -> closed
16:00  review a approve -> applied
08:00  check-in b worklog -> opened
16:00  check-out b -> closed
16:00:00.001 review b approve -> applied
as_of  18:00
row    a completed checkout 08:00-16:00 | 08:00-16:00
row    b completed checkout 08:00-16:00 | 08:00-16:00
reviewed a pending
reviewed b approved
