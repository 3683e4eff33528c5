title  Where nobody promised anything and nothing was added, nobody vouches
kind   pc liveness=resumes
08:00  check-in a pc -> opened
12:00  amend a ended_at=08:00 -> applied
as_of  13:00
row    a completed amended 08:00-08:00 |
shown  a counted_to=- last_seen=08:00
