title  What came under an alias before its check-in is not the session's
# b's promise of 07:59 would reach to 08:09; from b's check-in of 08:05 on only [08:05, 08:09) of it counts for a,
# which lives to 08:12 in its grace: one stretch, counted to 08:09. b's check-in promises to 08:06.
kind   pc limit=1 liveness=resumes
07:59  ping b next_ping_s=600 grace_s=0 -> waiting
08:00  check-in a pc next_ping_s=120 grace_s=600 -> opened
08:05  check-in b pc next_ping_s=60 grace_s=0 -> already_active
as_of  09:00
row    a lapsed lapsed 08:00-08:09 | 08:00-08:09
