title  Whoever amends an end vouches up to it
# c has left at 08:06: what it had promised does not keep it alive in the added time.
kind   desk liveness=resumes
kind   device liveness=final
08:00  check-in a desk next_ping_s=600 grace_s=60 -> opened
08:00  check-in b device next_ping_s=600 grace_s=60 -> opened
08:00  check-in c desk next_ping_s=3600 grace_s=60 -> opened
08:06  check-out c -> closed
20:00  amend a ended_at=09:00 -> applied
20:00  amend b ended_at=08:05 -> applied
20:00  amend c ended_at=09:00 -> applied
as_of  08:05
row    a active none 08:00- | 08:00-08:05
row    b completed amended 08:00-08:05 | 08:00-08:05
row    c active none 08:00- | 08:00-08:05
shown  a counted_to=08:10 ends_by=08:11
shown  b counted_to=08:05 ends_by=-
shown  c counted_to=09:00 ends_by=09:01
as_of  08:30
row    a active none 08:00- | 08:00-08:30
row    b completed amended 08:00-08:05 | 08:00-08:05
row    c active none 08:00- | 08:00-08:30
shown  a counted_to=09:00 ends_by=-
shown  b counted_to=08:05
shown  c counted_to=09:00 ends_by=-
as_of  10:00
row    a completed amended 08:00-09:00 | 08:00-09:00
row    b completed amended 08:00-08:05 | 08:00-08:05
row    c completed amended 08:00-09:00 | 08:00-09:00
shown  a counted_to=09:00
shown  b counted_to=08:05
shown  c counted_to=09:00
