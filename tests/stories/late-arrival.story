title  What was accepted more than late_after its time raises a flag, but for imports
note   b was told an hour and a millisecond late, d an hour and a half. a is just in time, c was imported.
show   07:30 to 12:30
# An hour is not late, an hour and a millisecond is.
kind   worklog limit=4 late_after_s=3600
08:00  check-in a worklog accepted=09:00 -> opened
08:00  check-in b worklog accepted=09:00:00.001 -> opened
08:00  check-in c worklog accepted=20:00 imported=true -> opened
08:00  check-in d worklog -> opened
09:00  check-out d accepted=10:30 -> closed
as_of  12:00
row    a active none 08:00- | 08:00-12:00
row    b active none 08:00- | 08:00-12:00
row    c active none 08:00- | 08:00-12:00
row    d completed checkout 08:00-09:00 | 08:00-09:00
flag   b late_arrival 08:00
flag   d late_arrival 09:00
