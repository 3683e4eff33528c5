title  Where the policy counts nothing, nothing is counted
kind   badge limit=3 counts=false
08:00  check-in a badge -> opened
09:00  check-out a -> closed
as_of  18:00
row    a completed checkout 08:00-09:00 |
