title  Distinct subjects are counted once, however many sessions they have, and never added up
# 08:00: ann twice, in two places; 08:15: ann and bob. In the hour two heads, not three.
kind   visit limit=9
kind   pass ttl_s=900 limit=9
08:00  check-in a visit place=1,1,9,yard at=1,1,1 -> opened
08:00  check-in b visit place=1,2,9,hall at=1,2,1 -> opened
08:15  check-in c pass subject=bob -> opened
08:30  check-out all -> closed
as_of  09:00
row    a completed logout 08:00-08:30 | 08:00-08:30
row    b completed logout 08:00-08:30 | 08:00-08:30
row    bob/c expired expired 08:15-08:30 | 08:15-08:30
subjects quarter 08:00 visit yard 1
subjects quarter 08:15 visit yard 1
subjects quarter 08:00 visit hall 1
subjects quarter 08:15 visit hall 1
subjects quarter 08:15 pass - 1
subjects quarter 08:00 visit * 1
subjects quarter 08:15 visit * 1
subjects quarter 08:15 pass * 1
subjects quarter 08:00 * * 1
subjects quarter 08:15 * * 2
subjects hour 08:00 visit yard 1
subjects hour 08:00 visit hall 1
subjects hour 08:00 pass - 1
subjects hour 08:00 visit * 1
subjects hour 08:00 pass * 1
subjects hour 08:00 * * 2
