title  A lapse that was resumed is no end, the last one is
# Present [08:00, 08:05) and [08:20, 08:25); it lapsed for good at 08:25. Silent quarters have nobody in.
kind   pc liveness=resumes
08:00  check-in a pc next_ping_s=300 grace_s=60 -> opened
08:20  ping a next_ping_s=300 grace_s=60 -> counted
as_of  09:00
row    a lapsed lapsed 08:00-08:25 | 08:00-08:05 08:20-08:25
quarter 08:00 pc - started 1 in 1 counted 5 min
quarter 08:15 pc - counted 5 min lapsed 1
subjects quarter 08:00 pc - 1
subjects quarter 08:15 pc - 1
subjects quarter 08:00 pc * 1
subjects quarter 08:15 pc * 1
subjects quarter 08:00 * * 1
subjects quarter 08:15 * * 1
subjects hour 08:00 pc - 1
subjects hour 08:00 pc * 1
subjects hour 08:00 * * 1
