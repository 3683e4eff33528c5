title  Corrections have copies too
# The copy of 18:10 says another end and is none; two reviews with one id are one.
kind   worklog limit=1 review_all=true
08:00  check-in a worklog -> opened
17:00  check-out a -> already_closed
18:00  amend a ended_at=16:00 id=fix -> applied
18:10  amend a ended_at=12:00 id=fix -> id_conflict
19:00  review a approve id=ok -> applied
19:30  review a reject id=ok -> id_conflict
19:30  review a approve id=ok -> repeated
as_of  20:00
row    a completed amended 08:00-16:00 | 08:00-16:00
reviewed a approved
