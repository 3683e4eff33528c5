title  Reopened, what was approved waits again
kind   worklog limit=1 review_all=true
08:00  check-in a worklog -> opened
12:00  check-out a -> closed
13:00  review a approve -> overruled
14:00  review a reopen -> applied
as_of  18:00
row    a completed checkout 08:00-12:00 | 08:00-12:00
reviewed a pending
