title  A check-out by name seals a silence too
note   It comes too late to end the session, and leaves a flag. But no later ping resumes it.
kind   pc liveness=resumes
show   07:50 to 09:20
08:00  check-in a pc next_ping_s=600 grace_s=120 -> opened
08:30  check-out a -> after_end
08:45  ping a next_ping_s=600 grace_s=120 -> ignored
as_of  09:10
row    a lapsed lapsed 08:00-08:10 | 08:00-08:10
flag   a checkout_after_end 08:30
