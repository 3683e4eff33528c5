title  Resumed and alive when its ttl comes, it expires
# 10 minutes, a silence, and [08:55, 09:00) of the promise of ten.
kind   tour ttl_s=3600 liveness=resumes
08:00  check-in a tour next_ping_s=600 grace_s=60 -> opened
08:55  ping a next_ping_s=600 grace_s=60 -> counted
as_of  08:58
row    a active none 08:00- | 08:00-08:10 08:55-08:58
shown  a ends_by=09:00
as_of  18:00
row    a expired expired 08:00-09:00 | 08:00-08:10 08:55-09:00
