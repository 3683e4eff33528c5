title  Of amendments of one moment the greatest id speaks, then the greatest source
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog -> opened
08:00  check-in b worklog -> already_active
19:00  amend a ended_at=10:00 id=m2 source=desk -> overruled
19:00  amend a ended_at=11:00 id=m2 source=phone -> applied
19:00  amend a ended_at=12:00 id=m1 source=tablet -> overruled
as_of  20:00
row    a completed amended 08:00-11:00 | 08:00-11:00
