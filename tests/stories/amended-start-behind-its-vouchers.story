title  Amended to begin after all that was vouched for, it was vouched for up to its start
kind   device liveness=final
08:00  check-in a device next_ping_s=600 grace_s=60 -> opened
20:00  amend a started_at=09:00 -> applied
as_of  10:00
row    a lapsed lapsed 09:00-09:00 |
shown  a counted_to=09:00 computed_end=08:10 last_seen=08:00
