title  started_at moves what is shown and counted, and nothing else
note   The pass still expires an hour after its check-in. What the amendment adds counts in full.
show   06:30 to 10:30
kind   pass ttl_s=3600 limit=1
08:00  check-in a pass -> opened
10:00  amend a started_at=07:00 -> applied
as_of  10:15
row    a expired expired 07:00-09:00 | 07:00-09:00
