title  A session holds its first moment and not its last
kind   shift limit=1
07:59:59.999 location a at=1,1,5 -> waiting
08:00  check-in a shift -> opened
08:00  location a at=1,1,5 -> counted
08:59:59.999 location a at=1,1,5 -> counted
09:00  check-out a -> closed
09:00  location a at=1,1,5 -> ignored
as_of  10:00
row    a completed checkout 08:00-09:00 | 08:00-09:00
shown  a last_seen=08:59:59.999
