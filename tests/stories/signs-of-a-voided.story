title  What comes under a voided id does nothing
kind   pc liveness=resumes review_all=true
08:00  check-in a pc next_ping_s=600 grace_s=120 -> opened
08:01  check-in a pc next_ping_s=600 grace_s=120 -> session_closed
08:02  ping a next_ping_s=600 grace_s=120 -> ignored
08:03  location a at=1,1,5 -> ignored
08:04  check-out a -> not_started
08:05  check-out all -> not_started
20:00  amend a void=true -> applied
21:00  review a approve -> applied
as_of  22:00
row    a voided none 08:00- |
reviewed a none
