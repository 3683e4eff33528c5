title  max_duration_s: the automatic check-out
note   Eight hours after the check-in the session ends by itself, with a flag.
kind   visit max_duration_s=28800 limit=1 on_limit=evict_oldest
show   07:00 to 19:00
08:00  check-in a visit -> opened
as_of  18:00
row    a auto_closed auto_closed 08:00-16:00 | 08:00-16:00
flag   a auto_closed 16:00
