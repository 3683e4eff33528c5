title  A session is there from its shown start on
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog -> opened
20:00  amend a started_at=09:00 -> applied
as_of  08:30
as_of  09:00
row    a active none 09:00- |
