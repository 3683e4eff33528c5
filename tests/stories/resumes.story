title  liveness: resumes — silence only suspends
note   Lapsed in the silence, active again with the next ping. The gap is not counted.
kind   pc liveness=resumes
show   07:50 to 09:20
08:00  check-in a pc next_ping_s=600 grace_s=120 -> opened
08:09  ping a next_ping_s=600 grace_s=120 -> counted
08:40  ping a next_ping_s=600 grace_s=120 -> counted
as_of  09:10
row    a lapsed lapsed 08:00-08:50 | 08:00-08:19 08:40-08:50
