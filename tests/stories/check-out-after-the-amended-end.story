title  After an amended end a check-out is told that it is closed, and is the computed end
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog -> opened
10:00  check-out a -> already_closed
11:00  check-out a -> already_closed
20:00  amend a ended_at=09:00 -> applied
as_of  21:00
row    a completed amended 08:00-09:00 | 08:00-09:00
shown  a computed_end=10:00 computed_start=08:00
