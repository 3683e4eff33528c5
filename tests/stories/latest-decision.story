title  The latest decision by time, id and source speaks
kind   worklog limit=1 review_all=true
08:00  check-in a worklog -> opened
16:00  check-out a -> closed
18:00  review a reject id=m1 source=phone -> applied
18:00  review a approve id=m1 source=desk -> overruled
17:00  review a approve id=m9 source=phone accepted=19:00 -> overruled
as_of  20:00
row    a completed checkout 08:00-16:00 | 08:00-16:00
reviewed a rejected
