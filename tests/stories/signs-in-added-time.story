title  Added time takes nobody in
# A ttl of ten minutes: the ping and the check-in of 08:20 come after the fold's end, amended to 08:30 or not.
kind   tour ttl_s=600 liveness=resumes
08:00  check-in a tour next_ping_s=600 grace_s=120 -> opened
08:20  ping a next_ping_s=600 grace_s=120 -> ignored
08:20  check-in a tour next_ping_s=600 grace_s=120 -> session_closed
20:00  amend a ended_at=08:30 -> applied
as_of  21:00
row    a completed amended 08:00-08:30 | 08:00-08:30
