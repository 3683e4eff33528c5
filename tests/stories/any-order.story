title  The order of arrival does not matter
note   The phone was offline: the check-out arrived at once, the check-in an hour after it.
kind   worklog limit=1 long_after_s=43200
show   07:00 to 19:00
17:00  check-out a -> closed
08:00  check-in a worklog accepted=18:00 -> opened
as_of  18:30
row    a completed checkout 08:00-17:00 | 08:00-17:00
