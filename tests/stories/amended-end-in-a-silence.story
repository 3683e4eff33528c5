title  An end amended into a silence counts from the silence's beginning, whatever came later
# [08:00, 08:10) was promised, [08:10, 08:20) is vouched for by the amendment; the ping of 08:30 is too late.
kind   pc liveness=resumes
08:00  check-in a pc next_ping_s=600 grace_s=120 -> opened
08:30  ping a next_ping_s=600 grace_s=120 -> ignored
20:00  amend a ended_at=08:20 -> applied
as_of  21:00
row    a completed amended 08:00-08:20 | 08:00-08:20
