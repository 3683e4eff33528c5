title  A ping that comes first counts once there is a session, and never makes one
note   The check-in arrives an hour later than the ping that it precedes. x has none, so its ping waits.
show   07:50 to 08:20
kind   pc liveness=resumes
08:05  ping a next_ping_s=600 grace_s=120 -> counted
08:05  ping x next_ping_s=600 grace_s=120 -> waiting
08:00  check-in a pc next_ping_s=60 grace_s=5 accepted=09:00 -> opened
as_of  08:10
row    a active none 08:00- | 08:00-08:01 08:05-08:10
