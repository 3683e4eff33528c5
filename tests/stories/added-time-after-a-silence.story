title  The time that an amended end adds counts from where the counted time before it ended
note   Silences before that stay silences: 08:10 to 08:30 is not counted, 08:40 to 09:20 is.
show   07:50 to 09:40
kind   pc liveness=resumes
08:00  check-in a pc next_ping_s=600 grace_s=120 -> opened
08:30  ping a next_ping_s=600 grace_s=120 -> counted
09:25  amend a ended_at=09:20 -> applied
as_of  09:30
row    a completed amended 08:00-09:20 | 08:00-08:10 08:30-09:20
