title  Quarter hours of a session add up to its counted time, to the millisecond
# 08:07:30.250 to 08:31:00.500: 7 min 29.750 s, 15 min, 1 min 0.500 s; together 23 min 30.250 s = 1410250 ms.
kind   desk limit=1
08:07:30.250 check-in a desk -> opened
08:31:00.500 check-out a -> closed
as_of  09:00
row    a completed checkout 08:07:30.250-08:31:00.500 | 08:07:30.250-08:31:00.500
quarter 08:00 desk - started 1 counted 449750 ms
quarter 08:15 desk - in 1 counted 15 min
quarter 08:30 desk - in 1 counted 60500 ms checkout 1
hours  UTC 2026-03-02T08:00+00:00 1410250 ms
