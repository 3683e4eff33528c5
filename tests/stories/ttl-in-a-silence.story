title  A silence that its ttl ends stays a silence
# Silent from 08:10; the ttl of 09:00 comes in the silence.
kind   tour ttl_s=3600 liveness=resumes
08:00  check-in a tour next_ping_s=600 grace_s=60 -> opened
as_of  18:00
row    a lapsed lapsed 08:00-08:10 | 08:00-08:10
