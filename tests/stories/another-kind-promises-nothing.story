title  A check-in of another kind promises nothing for a known session
# desk's check-in of 08:08 would have kept a alive to 08:20.
kind   pc liveness=resumes
kind   desk liveness=resumes
08:00  check-in a pc next_ping_s=600 grace_s=0 -> opened
08:08  check-in a desk next_ping_s=600 grace_s=120 -> kind_conflict
as_of  09:00
row    a lapsed lapsed 08:00-08:10 | 08:00-08:10
