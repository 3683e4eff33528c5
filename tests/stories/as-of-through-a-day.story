title  One day, asked about at five times
kind   worklog limit=1 long_after_s=43200 review_all=true
08:00  check-in a worklog notes=first -> opened
17:00  check-out a -> already_closed
18:00  amend a ended_at=16:00 -> applied
19:00  review a approve -> applied
as_of  07:59:59.999
as_of  08:00
row    a active none 08:00- |
shown  a notes=first last_seen=08:00
reviewed a none
as_of  12:00
row    a active none 08:00- | 08:00-12:00
as_of  16:00
row    a completed amended 08:00-16:00 | 08:00-16:00
reviewed a pending
as_of  19:00
row    a completed amended 08:00-16:00 | 08:00-16:00
reviewed a approved
