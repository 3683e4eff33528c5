title  Two subjects with one session id are two sessions
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog -> opened
08:05  check-in a worklog subject=bob -> opened
09:00  check-out a -> closed
09:30  ping a subject=bob next_ping_s=60 grace_s=5 -> counted
as_of  10:00
row    a completed checkout 08:00-09:00 | 08:00-09:00
row    bob/a active none 08:05- | 08:05-10:00
shown  bob/a last_seen=09:30
