title  A check-in that promises nothing is silent at once, and resumes with its first ping
kind   pc liveness=resumes
08:00  check-in a pc -> opened
08:10  ping a next_ping_s=600 grace_s=0 -> counted
as_of  08:00
row    a lapsed lapsed 08:00-08:00 |
as_of  08:15
row    a active none 08:00- | 08:10-08:15
