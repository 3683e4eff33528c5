title  A late check-in makes an alias of a session
# b had opened at 09:00; a of 08:00 arrives last, so b joins it, and b's row is gone.
kind   worklog limit=1 long_after_s=43200
09:00  check-in b worklog -> already_active
08:00  check-in a worklog accepted=10:00 -> opened
as_of  11:00
row    a active none 08:00- | 08:00-11:00
shown  a aliases=b last_seen=09:00
