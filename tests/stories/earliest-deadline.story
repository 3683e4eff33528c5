title  Of two deadlines the earlier one ends the session
kind   tour ttl_s=3600 max_duration_s=7200
08:00  check-in a tour -> opened
as_of  18:00
row    a expired expired 08:00-09:00 | 08:00-09:00
