title  A check-in opens a session, a check-out ends it
note   A second check-in of the same session only refreshes it; a second check-out changes nothing.
kind   worklog limit=1 long_after_s=43200
show   07:00 to 19:00
08:00  check-in a worklog -> opened
12:30  check-in a worklog -> refreshed
17:00  check-out a -> closed
17:30  check-out a -> already_closed
as_of  18:00
row    a completed checkout 08:00-17:00 | 08:00-17:00
