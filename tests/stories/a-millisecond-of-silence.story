title  One millisecond between two promises is a silence
# The first ends at 08:12, the next begins at 08:12:00.001; counted are 10 minutes and 10 minutes.
kind   pc liveness=resumes
08:00  check-in a pc next_ping_s=600 grace_s=120 -> opened
08:12:00.001 ping a next_ping_s=600 grace_s=120 -> counted
as_of  08:12
row    a lapsed lapsed 08:00-08:10 | 08:00-08:10
as_of  09:00
row    a lapsed lapsed 08:00-08:22:00.001 | 08:00-08:10 08:12:00.001-08:22:00.001
