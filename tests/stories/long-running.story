title  long_running: in, long_after the start or later
# a leaves at 20:00 to the moment: never in at or after it. b is in at 20:00. c silent at 08:10, back at 20:30.
kind   worklog limit=3 long_after_s=43200
kind   pc liveness=resumes long_after_s=43200
08:00  check-in a worklog -> opened
20:00  check-out a -> closed
08:00  check-in b worklog -> opened
20:00:00.001 check-out b -> closed
08:00  check-in c pc next_ping_s=600 grace_s=0 -> opened
20:30  ping c next_ping_s=600 grace_s=0 -> counted
as_of  22:00
row    a completed checkout 08:00-20:00 | 08:00-20:00
row    b completed checkout 08:00-20:00:00.001 | 08:00-20:00:00.001
row    c lapsed lapsed 08:00-20:40 | 08:00-08:10 20:30-20:40
flag   b long_running 20:00
flag   c long_running 20:30
