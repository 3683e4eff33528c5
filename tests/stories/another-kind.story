title  A known id of another kind does nothing
kind   worklog limit=1 long_after_s=43200
kind   desk limit=1
08:00  check-in a worklog -> opened
09:00  check-in a desk -> kind_conflict
10:00  check-out a -> closed
11:00  check-in a worklog -> session_closed
as_of  18:00
row    a completed checkout 08:00-10:00 | 08:00-10:00
