title  What the door writes in makes no other data of a copy
# The rules and the place's position changed between the two, the client said the same.
kind   visit limit=1
08:00  check-in a visit id=in place=52.5,13.4,200,yard next_ping_s=60 grace_s=5 -> opened
kind   visit limit=3
08:10  check-in a visit id=in place=52.6,13.5,300,yard next_ping_s=600 grace_s=50 -> repeated
as_of  09:00
row    a active none 08:00- | 08:00-09:00
