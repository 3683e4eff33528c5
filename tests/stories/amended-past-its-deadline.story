title  An amended end stands, deadline or not
# The pass expired at 09:00; amended, it counts from there in full: 08:00 to 10:00.
kind   pass ttl_s=3600 limit=1
08:00  check-in a pass -> opened
20:00  amend a ended_at=10:00 by=boss -> applied
as_of  09:30
row    a active none 08:00- | 08:00-09:30
as_of  21:00
row    a completed amended 08:00-10:00 | 08:00-10:00
shown  a computed_end=09:00 amended_by=boss
