title  Who is silent holds no place
# a lapsed at 08:12, and is back with its ping of 08:30: then two are in, since no rule ends anybody for that.
kind   pc limit=1 liveness=resumes
08:00  check-in a pc next_ping_s=600 grace_s=120 -> opened
08:20  check-in b pc next_ping_s=3600 grace_s=120 -> opened
08:30  ping a next_ping_s=600 grace_s=120 -> counted
as_of  08:35
row    a active none 08:00- | 08:00-08:10 08:30-08:35
row    b active none 08:20- | 08:20-08:35
