title  liveness: final — silence ends the session
note   The end is where the last promise ended, without its grace. A later sign of life is ignored.
kind   terminal liveness=final
show   07:50 to 09:20
08:00  check-in a terminal next_ping_s=1200 grace_s=600 -> opened
08:15  ping a next_ping_s=1200 grace_s=600 -> counted
09:00  ping a next_ping_s=1200 grace_s=600 -> ignored
as_of  09:10
row    a lapsed lapsed 08:00-08:35 | 08:00-08:35
