title  as_of cuts the result
note   The first story, asked about 12:00: what came later is not yet there.
kind   worklog limit=1 long_after_s=43200
show   07:00 to 19:00
08:00  check-in a worklog -> opened
17:00  check-out a
as_of  12:00
row    a active none 08:00- | 08:00-12:00
