title  A check-out that names a check-in of its moment comes right after the first one
# opened, closed, and the second check-in of 08:00 finds it closed: no length at all.
kind   desk limit=1
08:00  check-in a desk id=m -> opened
08:00  check-in a desk id=n -> session_closed
08:00  check-out a id=b -> closed
as_of  09:00
row    a completed checkout 08:00-08:00 |
