title  A late ping closes the gap
note   The ping of 08:19 arrives an hour later. What it vouches for joins what was before and after.
kind   pc liveness=resumes
show   07:50 to 09:40
08:00  check-in a pc next_ping_s=600 grace_s=120 -> opened
08:09  ping a next_ping_s=600 grace_s=120 -> counted
08:30  ping a next_ping_s=600 grace_s=120 -> counted
08:19  ping a next_ping_s=600 grace_s=120 accepted=09:20 -> counted
as_of  09:30
row    a lapsed lapsed 08:00-08:40 | 08:00-08:40
