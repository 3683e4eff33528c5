title  What arrives after a decision waits for the next one
# a's end of 16:00 was approved; a check-out of 15:00 arrives at 19:00. Its hours changed, so it waits again.
kind   worklog limit=1 review_all=true
08:00  check-in a worklog -> opened
16:00  check-out a -> already_closed
17:00  review a approve -> overruled
15:00  check-out a accepted=19:00 -> closed
20:00  review a reject -> applied
as_of  19:30
row    a completed checkout 08:00-15:00 | 08:00-15:00
reviewed a pending
as_of  20:30
row    a completed checkout 08:00-15:00 | 08:00-15:00
reviewed a rejected
