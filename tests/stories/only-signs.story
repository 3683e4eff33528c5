title  A ping never begins a session
kind   pc liveness=resumes
08:00  ping a next_ping_s=600 grace_s=120 -> waiting
08:01  location a at=1,1,5 -> waiting
08:02  check-out a -> not_started
as_of  09:00
