title  A check-out of a kind or of all comes before every check-in of its moment
# Only a check-out by name waits for its check-in; nobody was in before 08:00.
kind   desk limit=3
08:00  check-in a desk -> opened
08:00  check-out kind desk -> not_started
08:00  check-out all -> not_started
as_of  09:00
row    a active none 08:00- | 08:00-09:00
