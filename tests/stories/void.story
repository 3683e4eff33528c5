title  void: as if the check-in had never been
note   a was a slip. Voided, it takes no place and counts nothing; b opens where it would have joined a.
kind   worklog limit=1 long_after_s=43200
show   07:00 to 19:00
08:00  check-in a worklog -> opened
08:30  check-in b worklog -> opened
09:00  amend a void=true -> applied
17:00  check-out b -> closed
as_of  18:00
row    a voided none 08:00- |
row    b completed checkout 08:30-17:00 | 08:30-17:00
