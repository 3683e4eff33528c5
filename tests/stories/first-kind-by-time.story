title  Which kind was first is asked of times, not of arrivals
# The check-in of 08:00 arrives last, and makes a a desk: what pc promised is gone.
kind   pc liveness=resumes
kind   desk liveness=resumes
08:08  check-in a pc next_ping_s=600 grace_s=0 -> kind_conflict
08:00  check-in a desk next_ping_s=300 grace_s=0 accepted=09:00 -> opened
as_of  09:00
row    a lapsed lapsed 08:00-08:05 | 08:00-08:05
shown  a kind=desk
