title  Amended to begin within the grace, it is active until the grace is over
kind   terminal liveness=final
08:00  check-in a terminal next_ping_s=1200 grace_s=600 -> opened
08:28  amend a started_at=08:25
as_of  08:27
row    a active none 08:25- |
