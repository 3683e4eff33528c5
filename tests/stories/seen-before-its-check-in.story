title  Amended to begin earlier, it is last seen at its start until it checks in
kind   desk liveness=resumes
08:00  check-in a desk next_ping_s=600 grace_s=60 -> opened
20:00  amend a started_at=07:00 -> applied
as_of  07:30
row    a active none 07:00- | 07:00-07:30
shown  a counted_to=08:00 last_seen=07:00 ends_by=-
as_of  08:05
row    a active none 07:00- | 07:00-08:05
shown  a counted_to=08:10 last_seen=08:00 ends_by=08:11
