title  The time that an amended end adds is active from its first moment on
# Promised to 08:10 without any grace; from there to 08:30 the amendment vouches.
kind   pc liveness=resumes
08:00  check-in a pc next_ping_s=600 grace_s=0 -> opened
20:00  amend a ended_at=08:30 -> applied
as_of  08:10
row    a active none 08:00- | 08:00-08:10
as_of  08:30
row    a completed amended 08:00-08:30 | 08:00-08:30
