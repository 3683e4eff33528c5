title  A check-out was forgotten overnight
note   After long_after the next check-in no longer joins the session: it ends it and begins another.
kind   worklog limit=1 long_after_s=43200
show   06:00 to 03-03T12:00
08:00  check-in a worklog -> opened
03-03T08:00  check-in b worklog -> opened
as_of  03-03T10:00
row    a evicted evicted 08:00-03-03 08:00 | 08:00-03-03 08:00
row    b active none 03-03 08:00- | 03-03 08:00-03-03 10:00
flag   a long_running 20:00
flag   a forgotten_checkout 03-03 08:00
