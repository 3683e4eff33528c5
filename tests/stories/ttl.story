title  ttl_s: a pass expires
note   A check-out after the deadline moves nothing. It leaves a flag with the end that it claims.
kind   pass ttl_s=3600 limit=1
show   08:30 to 11:30
09:00  check-in a pass -> opened
10:45  check-out a -> after_end
as_of  11:00
row    a expired expired 09:00-10:00 | 09:00-10:00
flag   a checkout_after_end 10:45
