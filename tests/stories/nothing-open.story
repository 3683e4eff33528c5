title  A check-out of all with nothing open, and nothing to come
kind   worklog limit=1
08:00  check-out all -> not_started
as_of  09:00
