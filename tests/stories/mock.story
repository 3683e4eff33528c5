title  A position that the device calls made up raises a flag once, from the first on
kind   tour limit=1
08:00  check-in a tour at=52.5,13.4,10 -> opened
09:00  location a at=52.5,13.4,10 mock=true -> counted
08:30  location a at=52.5,13.4,10 mock=true -> counted
as_of  10:00
row    a active none 08:00- | 08:00-10:00
flag   a mock_location 08:30
