title  ends_by is the deadline, or for a session that silence would suspend the end of its life, whichever is first
# a: ttl 09:00, alive to 08:12. b: the same ttl, alive to 09:07. c: final, promised to 08:20. d has no deadline.
kind   tour ttl_s=3600 liveness=resumes
kind   term liveness=final
kind   shift limit=1
08:00  check-in a tour next_ping_s=600 grace_s=120 -> opened
08:00  check-in b tour next_ping_s=600 grace_s=120 -> opened
08:10  ping b next_ping_s=3300 grace_s=120 -> counted
08:00  check-in c term next_ping_s=1200 grace_s=600 -> opened
08:00  check-in d shift -> opened
as_of  08:05
row    a active none 08:00- | 08:00-08:05
row    b active none 08:00- | 08:00-08:05
row    c active none 08:00- | 08:00-08:05
row    d active none 08:00- | 08:00-08:05
shown  a ends_by=08:12
shown  b ends_by=09:00
shown  c ends_by=08:20
shown  d ends_by=-
as_of  09:30
row    a lapsed lapsed 08:00-08:10 | 08:00-08:10
row    b expired expired 08:00-09:00 | 08:00-09:00
row    c lapsed lapsed 08:00-08:20 | 08:00-08:20
row    d active none 08:00- | 08:00-09:30
shown  a ends_by=-
shown  b ends_by=-
