title  A check-out within the grace is in time
note   The promise ended at 08:20. Until 08:30 nobody is out yet, so the check-out ends the session at its own time.
kind   terminal liveness=final
show   07:50 to 09:20
08:00  check-in a terminal next_ping_s=1200 grace_s=600 -> opened
08:26  check-out a -> closed
as_of  09:10
row    a completed checkout 08:00-08:26 | 08:00-08:20
