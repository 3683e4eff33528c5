"""One story of all event kinds under a test clock, and every question whose answer it fixes.

Times are the clients' own, ids are given or derived: told to any server at the same time of the test
clock, it must give the same answers.
"""

START = "2026-11-21T08:00:00Z"
NOW = "2026-11-21T12:00:00Z"


def at(time):
    return f"2026-11-21T{time}Z"


def item(subject, session, time, **more):
    return {"subject": subject, "session_id": session, "time": at(time), **more}


PLACE = {"name": "Client 7", "lat": 52.52, "lon": 13.405, "radius_m": 100}
NEAR = {"lat": 52.5201, "lon": 13.405, "accuracy_m": 10}
FAR = {"lat": 52.53, "lon": 13.405, "accuracy_m": 10}
PHONE = {"device_id": "d-1", "name": "Phone", "type": "mobile", "browser": "Firefox", "ip": "192.0.2.1"}

DIRECTORY = [
    ("/v1/places/7", PLACE),
    ("/v1/subjects/ann", {"first_name": "Ann", "last_name": "Weber", "tz": "Europe/Berlin", "department": "north/day"}),
    ("/v1/subjects/bob", {"first_name": "Bob", "last_name": "Nowak", "tz": "Asia/Kathmandu"}),
]

CHECK_INS = [
    item("ann", "w1", "08:00:00", kind="worklog", notes="early"),
    item("bob", "v1", "08:30:00", kind="visit", place_id="7", position=NEAR, service_type="care"),
    item("bob", "p1", "09:00:00", kind="pc", activity="edit"),
    item("cyd", "d1", "09:00:00", kind="device", device=PHONE),
    item("cyd", "d2", "09:10:00", kind="device"),
    item("cyd", "d3", "09:20:00", kind="device"),
    item("cyd", "d4", "09:30:00", kind="device"),  # a fourth: the oldest goes
    item("dan", "t1", "11:30:00", kind="pass"),
    item("ann", "w2", "11:00:00", kind="worklog", labels={"site": "office"}),
]
PINGS = [item("bob", "p1", f"09:0{minute}:00", kind="pc", activity="edit" if minute < 4 else "build") for minute in range(1, 8)]
PINGS += [item("bob", "p1", "11:00:00", kind="pc"), item("bob", "nobody", "09:00:00", kind="pc")]
LOCATIONS = [item("bob", "v1", "08:45:00", position=NEAR), item("bob", "v1", "09:15:00", position=FAR)]
CHECK_OUTS = [
    item("ann", "w1", "10:15:00", notes="done"),
    item("bob", "v1", "09:30:00", position=NEAR),
    {"subject": "cyd", "kind": "device", "time": at("11:45:00"), "reason": "logout"},
    item("eve", "x1", "10:00:00"),  # its check-in comes last
]
LATE_CHECK_IN = [item("eve", "x1", "09:45:00", kind="worklog")]

WRITES = [
    ("/v1/check-ins", CHECK_INS),
    ("/v1/pings", PINGS),
    ("/v1/locations", LOCATIONS),
    ("/v1/check-outs", CHECK_OUTS),
    ("/v1/check-ins", LATE_CHECK_IN),
]

DAY = "from=2026-11-21T00:00:00Z&to=2026-11-22T00:00:00Z"
QUESTIONS = [
    "/v1/sessions",
    "/v1/sessions?status=active",
    "/v1/sessions?status=completed&count=true&sort=-started_at",
    "/v1/sessions?kind=device&subject=cyd",
    "/v1/sessions?as_of=2026-11-21T09:05:00Z",
    "/v1/sessions/w1",
    "/v1/sessions/v1",
    "/v1/sessions/p1",
    "/v1/sessions/v1/events",
    "/v1/sessions/v1/trail",
    "/v1/subjects/bob/sessions",
    f"/v1/subjects/ann/hours?{DAY}&group_by=hour",
    f"/v1/subjects/bob/hours?{DAY}&group_by=hour&tz=UTC&split_by=kind,activity",
    f"/v1/hours?{DAY}&group_by=hour",
    f"/v1/occupancy?{DAY}",
    "/v1/stats",
]


def tell(server, directory=True):
    """Posts everything; the position after the last write of each call, in order."""
    positions = []
    for path, record in DIRECTORY if directory else []:
        answer = server.put(path, record)
        assert answer.status in (200, 201), answer
    for path, body in WRITES:
        answer = server.post(path, body)
        assert answer.status == 202, answer
        assert all(one["status"] == 202 for one in answer.json["items"]), answer
        positions.append(answer.headers["Muster-Position"])
    return positions


def without_positions(value):
    """An answer without what depends on the log: where in it an event is."""
    if isinstance(value, dict):
        return {k: without_positions(v) for k, v in value.items() if k != "log_position"}
    if isinstance(value, list):
        return [without_positions(one) for one in value]
    return value
