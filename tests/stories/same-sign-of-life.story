title  A ping that says the same is the same, at another time it is another
kind   pc liveness=resumes
08:00  check-in a pc next_ping_s=600 grace_s=120 -> opened
08:09  ping a next_ping_s=600 grace_s=120 id=p -> counted
08:09  ping a next_ping_s=600 grace_s=120 id=q -> counted
08:18  ping a next_ping_s=600 grace_s=120 id=p -> counted
as_of  09:00
row    a lapsed lapsed 08:00-08:28 | 08:00-08:28
