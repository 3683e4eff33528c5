title  A correction that names an alias names no session
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog -> opened
09:00  check-in b worklog -> already_active
12:00  amend b ended_at=11:00 -> unknown_session
12:00  review b approve -> unknown_session
as_of  13:00
row    a active none 08:00- | 08:00-13:00
