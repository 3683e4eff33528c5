title  What begins at the deadline comes too late, asked about that very moment
kind   tour ttl_s=3600 liveness=resumes
08:00  check-in a tour next_ping_s=600 grace_s=60 -> opened
09:00  ping a next_ping_s=600 grace_s=60 -> ignored
as_of  09:00
row    a lapsed lapsed 08:00-08:10 | 08:00-08:10
