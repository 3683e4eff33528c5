title  An activity is credited with its own promises, within the session
# mail was promised to 08:20, the session ends at 08:05; in kinds without liveness an activity has only what is promised.
kind   pc liveness=resumes
kind   worklog limit=1 long_after_s=43200
08:00  check-in a pc activity=mail next_ping_s=1200 grace_s=0 -> opened
08:05  check-out a -> closed
08:00  check-in w worklog -> opened
08:10  ping w activity=code next_ping_s=600 grace_s=0 -> counted
09:00  check-out w -> closed
as_of  10:00
row    a completed checkout 08:00-08:05 | 08:00-08:05
row    w completed checkout 08:00-09:00 | 08:00-09:00
activity a mail 08:00-08:05
activity w code 08:10-08:20
