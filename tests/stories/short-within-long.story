title  A short promise within a long one changes nothing
# 08:00 + 60 min + 2 min of grace; the ping of 08:30 promises only to 08:40.
kind   pc liveness=resumes
08:00  check-in a pc next_ping_s=3600 grace_s=120 -> opened
08:30  ping a next_ping_s=600 grace_s=120 -> counted
as_of  08:55
row    a active none 08:00- | 08:00-08:55
shown  a ends_by=09:02 last_seen=08:30
