title  Nobody approves the end of a deadline before it has come
kind   visit max_duration_s=28800 limit=2
08:00  check-in a visit -> opened
15:00  review a approve -> applied
08:00  check-in b visit -> opened
16:00:00.001 review b approve -> applied
as_of  15:30
row    a active none 08:00- | 08:00-15:30
row    b active none 08:00- | 08:00-15:30
reviewed a approved
reviewed b none
as_of  18:00
row    a auto_closed auto_closed 08:00-16:00 | 08:00-16:00
row    b auto_closed auto_closed 08:00-16:00 | 08:00-16:00
flag   a auto_closed 16:00
flag   b auto_closed 16:00
reviewed a pending
reviewed b approved
