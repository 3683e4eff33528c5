title  A position in a silence is nobody's neighbour
# 08:00:30 and 08:20: 0.01 degrees in 20 minutes. The one of 08:10, a degree off, lies in the silence.
kind   pc liveness=resumes
08:00  check-in a pc next_ping_s=60 grace_s=5 -> opened
08:00:30 location a at=52.5,13.4,10 -> counted
08:10  location a at=53.5,13.4,10 -> ignored
08:20  ping a next_ping_s=60 grace_s=5 -> counted
08:20  location a at=52.51,13.4,10 -> counted
as_of  09:00
row    a lapsed lapsed 08:00-08:21 | 08:00-08:01 08:20-08:21
