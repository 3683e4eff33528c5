title  A late check-out makes a session of an alias
note   The check-out of 09:00 arrives last. Without it b had joined a; with it b is a session of its own.
show   07:30 to 12:30
# Without it b of 10:00 joined a. With a out at 09:00 b opens, and b's check-out is its own.
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog -> opened
10:00  check-in b worklog -> opened
11:00  check-out b -> closed
09:00  check-out a accepted=12:00 -> closed
as_of  12:00
row    a completed checkout 08:00-09:00 | 08:00-09:00
row    b completed checkout 10:00-11:00 | 10:00-11:00
