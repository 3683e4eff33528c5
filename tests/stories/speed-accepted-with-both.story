title  An impossible speed is known when both positions are
# The one of 08:00 was accepted at 12:00, so the decision of 11:00 does not cover it; that of 13:00 does.
kind   tour limit=2
08:00  check-in a tour -> opened
08:01  location a at=52.5,13.4,10 accepted=12:00 -> counted
08:02  location a at=53.5,13.4,10 -> counted
11:00  review a approve -> applied
08:00  check-in b tour -> opened
08:01  location b at=52.5,13.4,10 accepted=12:00 -> counted
08:02  location b at=53.5,13.4,10 -> counted
13:00  review b approve -> applied
as_of  14:00
row    a active none 08:00- | 08:00-14:00
row    b active none 08:00- | 08:00-14:00
flag   a impossible_speed 08:02
flag   b impossible_speed 08:02
reviewed a pending
reviewed b approved
