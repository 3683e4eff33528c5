title  A stretch counts to its latest promise and lives to its latest grace
# Counted to max(08:10, 08:25) = 08:25; alive to max(08:40, 08:26) = 08:40.
kind   pc liveness=resumes
08:00  check-in a pc next_ping_s=600 grace_s=1800 -> opened
08:15  ping a next_ping_s=600 grace_s=60 -> counted
as_of  08:39:59
row    a active none 08:00- | 08:00-08:25
shown  a ends_by=08:40
as_of  08:40
row    a lapsed lapsed 08:00-08:25 | 08:00-08:25
