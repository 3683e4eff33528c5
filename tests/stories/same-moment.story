title  At one moment, check-outs come first
note   The place is free again when b comes, though both carry the same time.
kind   desk limit=1
show   08:00 to 12:00
08:30  check-in a desk -> opened
10:00  check-in b desk -> opened
10:00  check-out a -> closed
as_of  11:30
row    a completed checkout 08:30-10:00 | 08:30-10:00
row    b active none 10:00- | 10:00-11:30
