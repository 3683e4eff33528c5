title  Of one id from two sources the smaller source comes first, and both are events
# desk < phone as bytes.
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog id=x source=phone -> already_active
08:00  check-in b worklog id=x source=desk -> opened
as_of  09:00
row    b active none 08:00- | 08:00-09:00
