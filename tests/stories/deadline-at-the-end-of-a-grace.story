title  Alive until the very moment of the deadline is no silence
kind   tour ttl_s=3600 liveness=resumes
08:00  check-in a tour next_ping_s=3000 grace_s=600 -> opened
as_of  18:00
row    a expired expired 08:00-09:00 | 08:00-08:50
