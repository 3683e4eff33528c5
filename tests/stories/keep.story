title  keep: whoever is in already stays in
note   b becomes another name of a, so a check-out of b ends a.
kind   worklog limit=1 long_after_s=43200
show   07:00 to 19:00
08:00  check-in a worklog -> opened
09:00  check-in b worklog -> already_active
17:00  check-out b -> closed
as_of  18:00
row    a completed checkout 08:00-17:00 | 08:00-17:00
