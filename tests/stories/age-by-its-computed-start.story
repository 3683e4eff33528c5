title  How old a session is goes by its check-in, whatever start was amended
# Amended to 06:00 it would be 13 hours old at 19:00; by its check-in it is 11.
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog -> opened
19:00  check-in b worklog -> already_active
19:30  amend a started_at=06:00 -> applied
as_of  20:00
row    a active none 06:00- | 06:00-20:00
flag   a long_running 18:00
