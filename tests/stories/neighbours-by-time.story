title  A late position comes between two others, and what was impossible no longer is
note   0.3 degrees of latitude are 33.4 km: 200.3 km/h in ten minutes. With a place between that is vague, 188 km/h.
show   07:58 to 08:16
kind   tour limit=1
08:00  check-in a tour at=52.5,13.4,0 -> opened
08:10  location a at=52.8,13.4,0 -> counted
08:05  location a at=52.65,13.4,1000 accepted=08:12 -> counted
as_of  08:14
row    a active none 08:00- | 08:00-08:14
