title  Where two are in, the new id joins the newer one
# Of a (08:00) and b (09:00) with a limit of two; c joins b.
kind   desk limit=2
08:00  check-in a desk -> opened
09:00  check-in b desk -> opened
10:00  check-in c desk -> already_active
11:00  check-out c -> closed
as_of  12:00
row    a active none 08:00- | 08:00-12:00
row    b completed checkout 09:00-11:00 | 09:00-11:00
