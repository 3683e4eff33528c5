title  So far vouched for: up to the last promise that had begun, and not past the end
# The pings of 08:45 and 08:20 come after the end; the promise of 08:30 reaches past it.
kind   desk liveness=resumes
08:00  check-in a desk next_ping_s=600 grace_s=60 -> opened
08:30  ping a next_ping_s=600 grace_s=60 -> counted
08:35  check-out a -> closed
08:45  ping a next_ping_s=600 grace_s=60 -> ignored
08:00  check-in b desk next_ping_s=600 grace_s=300 -> opened
08:12  check-out b -> closed
08:20  ping b next_ping_s=600 grace_s=300 -> ignored
as_of  08:15
row    a lapsed lapsed 08:00-08:10 | 08:00-08:10
row    b completed checkout 08:00-08:12 | 08:00-08:10
shown  a counted_to=08:10
shown  b counted_to=08:10
as_of  08:31
row    a active none 08:00- | 08:00-08:10 08:30-08:31
row    b completed checkout 08:00-08:12 | 08:00-08:10
shown  a counted_to=08:40
shown  b counted_to=08:10
as_of  09:00
row    a completed checkout 08:00-08:35 | 08:00-08:10 08:30-08:35
row    b completed checkout 08:00-08:12 | 08:00-08:10
shown  a counted_to=08:35
shown  b counted_to=08:10
