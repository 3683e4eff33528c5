title  Who had been evicted by a voided check-in is back
note   b was a slip. Voided, it ended nothing: a was in all the time.
show   07:30 to 12:30
kind   seat limit=1 on_limit=evict_oldest
08:00  check-in a seat -> opened
09:00  check-in b seat -> opened
10:00  amend b void=true -> applied
as_of  12:00
row    a active none 08:00- | 08:00-12:00
row    b voided none 09:00- |
