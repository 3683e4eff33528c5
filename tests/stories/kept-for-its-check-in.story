title  A check-out waits for its check-in, and then closes it
kind   worklog limit=1 long_after_s=43200
09:00  check-out a -> closed
09:30  check-out x -> not_started
08:00  check-in a worklog accepted=10:00 -> opened
as_of  12:00
row    a completed checkout 08:00-09:00 | 08:00-09:00
