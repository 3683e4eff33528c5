title  Where the policy counts nothing, no hours come of it
kind   device limit=3 liveness=final counts=false
08:00  check-in a device next_ping_s=3600 grace_s=0 -> opened
08:30  check-out a -> closed
as_of  09:00
row    a completed checkout 08:00-08:30 |
quarter 08:00 device - started 1 in 1
quarter 08:15 device - in 1
quarter 08:30 device - checkout 1
