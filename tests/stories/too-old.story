title  Further back than the horizon is refused, but for imports
# 400 days before 2026-03-02 08:00 is 2025-01-26 08:00.
kind   pass ttl_s=3600 limit=9
2025-01-26T08:00 check-in a pass accepted=08:00 -> opened
2025-01-26T07:59:59.999 check-in b pass accepted=08:00
2025-01-26T07:59:59.999 check-in c pass accepted=08:00 imported=true -> opened
as_of  09:00
row    a expired expired 01-26 08:00-01-26 09:00 | 01-26 08:00-01-26 09:00
row    c expired expired 01-26 07:59:59.999-01-26 08:59:59.999 | 01-26 07:59:59.999-01-26 08:59:59.999
