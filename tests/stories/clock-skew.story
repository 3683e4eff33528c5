title  A clock that is more than two minutes off raises a flag
# Claimed 07:57:59.999 and corrected to 08:00: two minutes and a millisecond. Two minutes are none. Slow and fast alike.
kind   tour limit=4
08:00  check-in a tour claimed=07:57:59.999 -> opened
08:00  check-in b tour claimed=07:58 -> opened
08:00  check-in c tour claimed=08:02:00.001 -> opened
08:00  check-in d tour -> opened
09:00  check-out d claimed=08:30 -> closed
09:30  check-out d claimed=08:30 -> already_closed
as_of  10:00
row    a active none 08:00- | 08:00-10:00
row    b active none 08:00- | 08:00-10:00
row    c active none 08:00- | 08:00-10:00
row    d completed checkout 08:00-09:00 | 08:00-09:00
flag   a clock_skew 08:00
flag   c clock_skew 08:00
flag   d clock_skew 09:00
