title  Silence is known only when the grace is over, and dates the end back
# Promised to 08:20, alive to 08:30.
kind   terminal liveness=final
08:00  check-in a terminal next_ping_s=1200 grace_s=600 -> opened
as_of  08:29:59
row    a active none 08:00- | 08:00-08:20
shown  a ends_by=08:20
as_of  08:30
row    a lapsed lapsed 08:00-08:20 | 08:00-08:20
