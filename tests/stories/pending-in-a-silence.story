title  Silence ends it long after a decision, and a location in it does not make it reviewed
# Promised to 08:10, alive to 08:11; rejected at 08:05.
kind   desk liveness=final review_all=true
08:00  check-in a desk next_ping_s=600 grace_s=60 place=52.5,13.4,100,office at=52.5,13.4,200 -> opened
08:05  review a reject -> applied
03-03T09:00 location a at=52.5,13.4,5 -> ignored
as_of  03-03T10:00
row    a lapsed lapsed 08:00-08:10 | 08:00-08:10
flag   a uncertain_place 08:00
reviewed a pending
