title  On Lord Howe the clocks move by half an hour
# 2026-04-05 02:00+11:00 (15:00 UTC of the 4th) becomes 01:30+10:30; 2026-10-04 02:00+10:30 (15:30 UTC of the 3rd) becomes
# 02:30+11:00. So on the first night 01:00 to 02:00 lasts an hour and a half, on the second 02:00 to 03:00 half an hour.
kind   night limit=9
04-04T14:00 check-in a night -> opened
04-04T16:00 check-out a -> closed
10-03T15:00 check-in b night -> opened
10-03T16:30 check-out b -> closed
as_of  10-04T00:00
row    a completed checkout 04-04 14:00-04-04 16:00 | 04-04 14:00-04-04 16:00
row    b completed checkout 10-03 15:00-10-03 16:30 | 10-03 15:00-10-03 16:30
hours  Australia/Lord_Howe 2026-04-05T01:00+11:00 60 min
hours  Australia/Lord_Howe 2026-04-05T01:00+10:30 30 min
hours  Australia/Lord_Howe 2026-04-05T02:00+10:30 30 min
hours  Australia/Lord_Howe 2026-10-04T01:00+10:30 30 min
hours  Australia/Lord_Howe 2026-10-04T02:00+11:00 30 min
hours  Australia/Lord_Howe 2026-10-04T03:00+11:00 30 min
hours  Australia/Lord_Howe 2026-04-05 120 min
hours  Australia/Lord_Howe 2026-10-04 90 min
