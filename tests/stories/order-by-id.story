title  At one moment the smaller id comes first
# Both at 08:00; x1 < x2 as bytes, whichever arrived first.
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog id=x2 -> already_active
08:00  check-in b worklog id=x1 -> opened
as_of  09:00
row    b active none 08:00- | 08:00-09:00
shown  b aliases=a
