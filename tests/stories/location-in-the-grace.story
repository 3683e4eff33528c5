title  In its grace a session is active; in its silence a location is ignored
# Promised to 08:10, alive to 08:12, resumed at 08:30.
kind   pc liveness=resumes
08:00  check-in a pc next_ping_s=600 grace_s=120 -> opened
08:11:59 location a at=1,1,5 -> counted
08:12  location a at=1,1,5 -> ignored
08:30  ping a next_ping_s=600 grace_s=120 -> counted
08:31  location a at=1,1,5 -> counted
as_of  08:20
row    a lapsed lapsed 08:00-08:10 | 08:00-08:10
shown  a last_seen=08:11:59
