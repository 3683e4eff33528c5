title  An amended end within a promise cuts it
kind   pc liveness=resumes
08:00  check-in a pc next_ping_s=600 grace_s=120 -> opened
20:00  amend a ended_at=08:05 -> applied
as_of  21:00
row    a completed amended 08:00-08:05 | 08:00-08:05
