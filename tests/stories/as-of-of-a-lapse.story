title  In silence it is lapsed, and after it active again, as it was seen then
kind   pc liveness=resumes
08:00  check-in a pc next_ping_s=600 grace_s=120 -> opened
08:30  ping a next_ping_s=600 grace_s=120 -> counted
as_of  08:11
row    a active none 08:00- | 08:00-08:10
shown  a ends_by=08:12 last_seen=08:00
as_of  08:12
row    a lapsed lapsed 08:00-08:10 | 08:00-08:10
shown  a ends_by=- last_seen=08:00
as_of  08:30
row    a active none 08:00- | 08:00-08:10
shown  a ends_by=08:42 last_seen=08:30
as_of  08:42
row    a lapsed lapsed 08:00-08:40 | 08:00-08:10 08:30-08:40
