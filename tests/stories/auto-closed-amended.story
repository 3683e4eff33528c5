title  auto_closed is the flag of an end by duration, and goes with it
# a: amended to 10:00, before its eight hours. b: amended to 18:00, after them: the fold's end is still 16:00.
kind   visit max_duration_s=28800 limit=2
08:00  check-in a visit -> opened
08:00  check-in b visit -> opened
20:00  amend a ended_at=10:00 -> applied
20:00  amend b ended_at=18:00 -> applied
as_of  21:00
row    a completed amended 08:00-10:00 | 08:00-10:00
row    b completed amended 08:00-18:00 | 08:00-18:00
flag   b auto_closed 16:00
