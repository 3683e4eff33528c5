title  A ttl in the grace expires what silence has not yet ended
# Promised to 08:55, alive to 09:05, ttl at 09:00: resumes has no earlier deadline.
kind   tour ttl_s=3600 liveness=resumes
08:00  check-in a tour next_ping_s=3300 grace_s=600 -> opened
as_of  18:00
row    a expired expired 08:00-09:00 | 08:00-08:55
