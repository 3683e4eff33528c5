title  Promises that touch are one stretch
# [08:00, 08:12) with its grace touches [08:12, 08:24): counted up to 08:22 without a gap.
kind   pc liveness=resumes
08:00  check-in a pc next_ping_s=600 grace_s=120 -> opened
08:12  ping a next_ping_s=600 grace_s=120 -> counted
as_of  09:00
row    a lapsed lapsed 08:00-08:22 | 08:00-08:22
