title  At one moment in two places is impossible, unless the accuracies allow it
# 333.83 m apart: 166 + 166 leave distance, 167 + 167 leave none.
kind   tour limit=2
08:00  check-in a tour -> opened
08:10  location a at=52.5,13.4,166 -> counted
08:10  location a at=52.503,13.4,166 -> counted
08:00  check-in b tour -> opened
08:10  location b at=52.5,13.4,167 -> counted
08:10  location b at=52.503,13.4,167 -> counted
as_of  09:00
row    a active none 08:00- | 08:00-09:00
row    b active none 08:00- | 08:00-09:00
flag   a impossible_speed 08:10
