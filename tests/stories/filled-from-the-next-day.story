title  A grace over midnight is filled from the next day, also where the session had ended by then
# Promised to 23:59, alive to 00:01; the ping of 00:00:30 comes within, after the check-out.
kind   desk liveness=resumes
kind   plain
23:58  check-in a desk next_ping_s=60 grace_s=120 -> opened
23:59:30 check-out a -> closed
03-03T00:00:30 ping a next_ping_s=60 grace_s=120 -> ignored
23:58  check-in b plain -> opened
23:58  ping b next_ping_s=60 grace_s=120 activity=mail -> counted
03-03T00:00:30 ping b next_ping_s=60 grace_s=120 activity=mail -> counted
as_of  23:59:45
row    a completed checkout 23:58-23:59:30 | 23:58-23:59:30
row    b active none 23:58- | 23:58-23:59:45
activity b mail 23:58-23:59:45
shown  a counted_to=23:59:30
as_of  03-03T08:00
row    a completed checkout 23:58-23:59:30 | 23:58-23:59:30
row    b active none 23:58- | 23:58-03-03 08:00
activity b mail 23:58-03-03 00:01:30
shown  a counted_to=23:59:30
