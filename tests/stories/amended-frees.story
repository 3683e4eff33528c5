title  An amended end frees the place
note   Without the amendment b would only be another name of a. With it b is a session of its own.
kind   worklog limit=1 long_after_s=43200
show   07:00 to 19:00
08:00  check-in a worklog -> opened
13:00  check-in b worklog -> opened
17:00  check-out b -> closed
17:30  amend a ended_at=12:00 -> applied
as_of  18:00
row    a completed amended 08:00-12:00 | 08:00-12:00
row    b completed checkout 13:00-17:00 | 13:00-17:00
