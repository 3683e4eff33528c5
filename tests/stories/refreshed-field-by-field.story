title  Of each description the latest is shown, and what is not said erases nothing
kind   worklog limit=1 long_after_s=43200
08:00  check-in a worklog activity=code notes=early device=d1 -> opened
09:00  check-in a worklog activity=mail service_type=remote -> refreshed
08:30  check-in a worklog notes=half device=d2 team=red accepted=10:00 -> refreshed
as_of  11:00
row    a active none 08:00- | 08:00-11:00
shown  a activity=mail notes=half device=d2 service_type=remote team=red last_seen=09:00
