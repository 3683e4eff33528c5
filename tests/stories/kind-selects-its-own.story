title  A check-out of a kind ends all of that kind and nobody else
kind   pc liveness=resumes
kind   worklog limit=1 long_after_s=43200
08:00  check-in a pc next_ping_s=3600 grace_s=0 -> opened
08:05  check-in b pc next_ping_s=3600 grace_s=0 -> opened
08:00  check-in w worklog -> opened
08:30  check-out kind pc -> closed
as_of  08:45
row    a completed checkout 08:00-08:30 | 08:00-08:30
row    b completed checkout 08:05-08:30 | 08:05-08:30
row    w active none 08:00- | 08:00-08:45
