"""The dialect of the employee tracking system, acted from its document: visits at clients' sites. Here everybody is
admin and says whose phone is meant; accounts and roles are in test_clock_in_accounts.py."""

import unittest

import muster

BASE = "/api/v1"
FIELDS = ["id", "practitioner", "practitioner_name", "client", "client_name", "status", "clock_in_time", "clock_out_time",
          "duration_minutes", "duration_hours", "service_type", "session_notes", "distance_m", "flags"]
CLOCK_IN = {"client": 1, "latitude": "39.7817", "longitude": "-89.6501", "accuracy": 15.5, "service_type": "counseling"}
CLOCK_OUT = {"latitude": "39.7818", "longitude": "-89.6502", "accuracy": 12.3, "session_notes": "Session completed successfully"}


class ClockIn(muster.ServerTest):
    def setUp(self):
        super().setUp()
        self.it = self.server("--test-clock", "2024-01-15T08:00:00Z")
        self.it.put("/v1/places/1", {"name": "Springfield House", "lat": 39.7817, "lon": -89.6501, "radius_m": 100, "address": "1 Main Street"})
        self.it.put("/v1/subjects/5", {"first_name": "Pat", "last_name": "Price"})

    def clock(self, now):
        self.assertEqual(self.it.put("/test/clock", {"now": now}).status, 200)

    def post(self, path, body, user=5):
        return self.it.post(f"{BASE}/sessions/{path}/?subject={user}", body)

    def visit(self, path, body, status=200, user=5):
        answer = self.post(path, body, user)
        self.assertEqual((answer.status, list(answer.json)), (status, ["session"]), answer)
        self.assertEqual(list(answer.json["session"]), FIELDS)
        return answer.json["session"]

    def active(self, user=5):
        answer = self.it.get(f"{BASE}/sessions/active/?subject={user}")
        self.assertEqual((answer.status, list(answer.json)), (200, ["session"]), answer)
        return answer.json["session"]

    def detail(self, answer, status):
        self.assertEqual((answer.status, list(answer.json)), (status, ["detail"]), answer)
        return answer.json["detail"]

    def field(self, answer, field):
        self.assertEqual((answer.status, list(answer.json)), (400, [field]), answer)

    def test_the_document_from_beginning_to_end(self):
        self.assertIsNone(self.active())
        self.detail(self.post("clock-out", CLOCK_OUT), 404)
        begun = self.visit("clock-in", CLOCK_IN, 201)
        self.assertEqual(begun, {
            "id": begun["id"], "practitioner": 5, "practitioner_name": "Pat Price", "client": 1, "client_name": "Springfield House",
            "status": "active", "clock_in_time": "2024-01-15T08:00:00Z", "clock_out_time": None, "duration_minutes": 0,
            "duration_hours": 0, "service_type": "counseling", "session_notes": None, "distance_m": 0, "flags": []})
        self.assertIsInstance(begun["id"], int)
        # Already in: refused, and nothing is written.
        before = len(self.it.get(f"/v1/sessions/{begun['id']}/events").json["items"])
        self.detail(self.post("clock-in", CLOCK_IN), 409)
        self.assertEqual(len(self.it.get(f"/v1/sessions/{begun['id']}/events").json["items"]), before)
        self.assertEqual(len(self.it.sessions()), 1)
        self.clock("2024-01-15T08:05:00Z")
        self.visit("location-update", {"latitude": 39.78171, "longitude": -89.65011, "accuracy": 10})
        self.clock("2024-01-15T09:30:30Z")
        self.assertEqual(self.active()["duration_minutes"], 90)
        ended = self.visit("clock-out", CLOCK_OUT)
        self.assertEqual(ended, {**begun, "status": "completed", "clock_out_time": "2024-01-15T09:30:30Z", "duration_minutes": 90,
                                 "duration_hours": 1.51, "session_notes": "Session completed successfully"})
        self.assertIsNone(self.active())
        mine = self.it.get(f"{BASE}/sessions/my-sessions/?subject=5").json
        self.assertEqual(mine, {"count": 1, "next": None, "previous": None, "results": [ended]})

    def test_silence_is_told_and_ends_with_a_sign_of_life(self):
        self.visit("clock-in", CLOCK_IN, 201)
        self.clock("2024-01-15T08:15:01Z")
        self.assertEqual(self.active()["status"], "disconnected")
        self.visit("location-update", {"latitude": "39.7817", "longitude": "-89.6501"})
        self.assertEqual(self.active()["status"], "active")

    def test_after_eight_hours_one_is_clocked_out(self):
        visit = self.visit("clock-in", CLOCK_IN, 201)
        self.clock("2024-01-15T15:59:59Z")
        self.assertIsNotNone(self.active())
        self.clock("2024-01-15T16:00:00Z")
        self.assertIsNone(self.active())
        last = self.it.get(f"{BASE}/sessions/my-sessions/?subject=5").json["results"][0]
        self.assertEqual((last["id"], last["status"], last["clock_out_time"], last["duration_hours"]),
                         (visit["id"], "auto_clocked_out", "2024-01-15T16:00:00Z", 8))
        self.assertIn("auto_closed", last["flags"])
        self.detail(self.post("clock-out", CLOCK_OUT), 404)

    def test_an_emergency_ends_the_visit_and_is_flagged(self):
        self.visit("clock-in", CLOCK_IN, 201)
        self.clock("2024-01-15T08:20:00Z")
        ended = self.visit("emergency-end", {"reason": "Fire", "latitude": 39.7817, "longitude": -89.6501, "accuracy": 10})
        self.assertEqual((ended["status"], ended["flags"], ended["session_notes"]), ("completed", ["emergency"], "Fire"))
        self.detail(self.post("emergency-end", {}), 404)
        self.assertEqual([one["session_id"] for one in self.it.get("/v1/reviews").json["items"]], [str(ended["id"])])

    def test_far_from_the_client_is_flagged_and_reviewed(self):
        visit = self.visit("clock-in", {**CLOCK_IN, "latitude": 39.79, "longitude": -89.65}, 201)
        self.assertEqual(visit["flags"], ["outside_place"])
        self.assertGreater(visit["distance_m"], 900)
        self.clock("2024-01-15T09:00:00Z")
        self.visit("clock-out", CLOCK_OUT)
        flagged = self.it.get(f"{BASE}/sessions/all/?flagged=true").json
        self.assertEqual([one["id"] for one in flagged["results"]], [visit["id"]])
        self.clock("2024-01-15T09:01:00Z")
        answer = self.it.post(f"{BASE}/sessions/{visit['id']}/review/", {"decision": "approve", "note": "Met outside"})
        self.assertEqual((answer.status, answer.json["session"]["review"]), (200, "approved"), answer)
        self.assertEqual(self.it.get(f"{BASE}/sessions/all/?flagged=true").json["count"], 0)
        for minute, said, state in ((2, {"approved": False}, "rejected"), (3, {"is_approved": "true"}, "approved"), (4, {"decision": "reject"}, "rejected"), (5, {}, "approved")):
            self.clock(f"2024-01-15T09:0{minute}:00Z")
            self.assertEqual(self.it.post(f"{BASE}/sessions/{visit['id']}/review/", said).json["session"]["review"], state, said)

    def test_actions_of_a_phone_that_was_offline_have_their_own_time(self):
        self.clock("2024-01-15T12:00:00Z")
        begin = {**CLOCK_IN, "timestamp": "2024-01-15T08:10:00Z"}
        visit = self.visit("clock-in", begin, 201)
        self.assertEqual(self.visit("clock-in", begin, 201)["id"], visit["id"])  # sent twice
        end = {**CLOCK_OUT, "timestamp": "2024-01-15T09:10:00Z"}
        ended = self.visit("clock-out", end)
        # A phone that did not hear the answer sends it all again, and is answered as it was, without another event.
        events = self.it.get(f"/v1/sessions/{visit['id']}/events").json["items"]
        self.assertEqual(self.visit("clock-in", begin, 201), ended)
        self.assertEqual(self.visit("clock-out", end), ended)
        self.detail(self.post("emergency-end", end), 404)
        self.detail(self.post("clock-out", {**end, "timestamp": "2024-01-15T09:10:01Z"}), 404)
        self.detail(self.post("clock-out", CLOCK_OUT), 404)
        self.assertEqual(self.it.get(f"/v1/sessions/{visit['id']}/events").json["items"], events)
        self.assertEqual((ended["clock_in_time"], ended["clock_out_time"], ended["duration_minutes"]),
                         ("2024-01-15T08:10:00Z", "2024-01-15T09:10:00Z", 60))
        self.assertEqual(ended["flags"], ["late_arrival"])
        self.field(self.post("clock-in", {**CLOCK_IN, "timestamp": "2024-01-15T13:00:00Z"}), "timestamp")
        self.field(self.post("clock-in", {**CLOCK_IN, "timestamp": "soon"}), "timestamp")

    def test_one_visit_after_the_other_at_once_offline_and_sent_twice(self):
        self.clock("2024-01-15T12:00:00Z")
        change = "2024-01-15T09:00:00Z"
        first = self.visit("clock-in", {**CLOCK_IN, "timestamp": "2024-01-15T08:00:00Z"}, 201)
        self.visit("clock-out", {**CLOCK_OUT, "timestamp": change})
        second = self.visit("clock-in", {**CLOCK_IN, "timestamp": change}, 201)
        again = self.visit("clock-out", {**CLOCK_OUT, "timestamp": change})
        self.assertEqual((again["id"], again["clock_out_time"]), (first["id"], change))
        self.assertEqual(self.active()["id"], second["id"])

    def test_asked_again_elsewhere_before_the_first_is_known_it_is_one_visit(self):
        # Two servers that know the same; what the first has written comes to the other's log after its own.
        other = self.server("--test-clock", "2024-01-15T08:00:01Z", data=self.data("other"))
        other.put("/v1/places/1", self.it.get("/v1/places/1").json)
        first = self.visit("clock-in", CLOCK_IN, 201)["id"]
        self.it, one = other, self.it
        self.assertEqual(self.visit("clock-in", CLOCK_IN, 201)["id"], first)
        late = {"subject": "5", "kind": "visit", "session_id": str(first), "place_id": "1", "time": "2024-01-15T08:00:00Z",
                "position": {"lat": 39.7817, "lon": -89.6501, "accuracy_m": 15.5}, "service_type": "counseling"}
        self.assertEqual(self.it.post("/v1/check-ins", late, {"Prefer": "wait=10"}).status, 200)
        found = self.it.get(f"{BASE}/sessions/all/").json
        self.assertEqual([(row["id"], row["status"], row["clock_in_time"], row["flags"]) for row in found["results"]],
                         [(first, "active", "2024-01-15T08:00:00Z", [])])
        # After a clock-out it is another visit, on both the same.
        ids = []
        for self.it in (one, other):
            self.clock("2024-01-15T09:00:00Z")
            self.visit("clock-out", CLOCK_OUT)
            self.clock("2024-01-15T10:00:00Z")
            ids.append(self.visit("clock-in", CLOCK_IN, 201)["id"])
            self.assertEqual(self.it.get(f"{BASE}/sessions/all/").json["count"], 2)
        self.assertEqual(ids[0], ids[1])
        self.assertNotEqual(ids[0], first)
        # One that was voided does not come back.
        self.clock("2024-01-15T10:01:00Z")
        self.assertEqual(self.it.post(f"/v1/sessions/{ids[0]}/amend", {"void": True, "why": "by mistake"}, {"Prefer": "wait=10"}).status, 200)
        self.assertNotIn(self.visit("clock-in", CLOCK_IN, 201)["id"], (first, ids[0]))

    def test_who_clocked_in_by_a_clock_that_was_ahead_is_in(self):
        self.clock("2024-01-15T08:00:01Z")
        visit = self.visit("clock-in", CLOCK_IN, 201)["id"]
        self.it.end()
        self.it = self.server("--test-clock", "2024-01-15T08:00:00Z")
        self.detail(self.post("clock-in", CLOCK_IN), 409)
        self.clock("2024-01-15T08:01:00Z")
        self.assertEqual([one["session_id"] for one in self.it.sessions()], [str(visit)])

    def test_clients(self):
        listed = self.it.get(f"{BASE}/clients/").json
        house = {"id": 1, "name": "Springfield House", "address": "1 Main Street", "phone_number": None,
                 "latitude": 39.7817, "longitude": -89.6501, "radius_m": 100}
        self.assertEqual(listed, {"count": 1, "next": None, "previous": None, "results": [house]})
        self.assertEqual(self.it.get(f"{BASE}/clients/1/").json, house)
        self.detail(self.it.get(f"{BASE}/clients/99/"), 404)
        made = self.it.post(f"{BASE}/clients/", {"name": "Lake View", "latitude": "39.7850", "longitude": "-89.6501"})
        self.assertEqual((made.status, made.json["radius_m"]), (201, 100), made)
        lake = made.json
        found = self.it.get(f"{BASE}/clients/search/?q=lake").json
        self.assertEqual((found["count"], found["results"]), (1, [lake]))
        for name in ("search", "query"):
            self.assertEqual(self.it.get(f"{BASE}/clients/search/?{name}=lake").json, found)
        near = self.it.get(f"{BASE}/clients/nearby/?latitude=39.7817&longitude=-89.6501&radius=1000").json["results"]
        self.assertEqual([one["id"] for one in near], [1, lake["id"]])
        self.assertEqual(near[0], {**house, "distance": 0})
        self.assertAlmostEqual(near[1]["distance"], 366.4, delta=0.5)
        self.assertEqual(self.it.get(f"{BASE}/clients/nearby/?latitude=39.7817&longitude=-89.6501&radius=100").json["count"], 1)
        self.field(self.it.get(f"{BASE}/clients/nearby/?latitude=39.7817"), "longitude")
        changed = self.it.call("PATCH", f"{BASE}/clients/{lake['id']}/", {"radius_m": "50"})
        self.assertEqual((changed.status, changed.json), (200, {**lake, "radius_m": 50}))
        self.assertEqual(self.it.call("DELETE", f"{BASE}/clients/{lake['id']}/").status, 204)
        self.detail(self.it.get(f"{BASE}/clients/{lake['id']}/"), 404)
        self.field(self.it.post(f"{BASE}/clients/", {"name": "Nowhere", "latitude": 1}), "longitude")

    def test_clients_are_in_the_order_of_their_numbers(self):
        for number in (10, 9, 2, 100):
            self.it.put(f"/v1/places/{number}", {"name": f"House {number}", "lat": 39.78, "lon": -89.65, "radius_m": 100})
        self.it.put("/v1/places/annex", {"name": "House annex", "lat": 39.78, "lon": -89.65, "radius_m": 100})
        for path in ("clients/?page_size=4", "clients/search/?q=house&page_size=4"):
            first = self.it.get(f"{BASE}/{path}&page=1").json
            second = self.it.get(f"{BASE}/{path}&page=2").json
            self.assertEqual([one["id"] for one in first["results"] + second["results"]], [1, 2, 9, 10, 100, "annex"])
            self.assertEqual((first["count"], second["next"]), (6, None))

    def test_pages(self):
        for hour in range(8, 13):
            self.clock(f"2024-01-15T{hour:02}:00:00Z")
            self.visit("clock-in", CLOCK_IN, 201)
            self.clock(f"2024-01-15T{hour:02}:30:00Z")
            self.visit("clock-out", CLOCK_OUT)
        first = self.it.get(f"{BASE}/sessions/all/?page_size=2").json
        self.assertEqual((first["count"], len(first["results"]), first["previous"]), (5, 2, None))
        host = f"http://127.0.0.1:{self.it.port}"
        self.assertTrue(first["next"].startswith(host), first["next"])
        second = self.it.get(first["next"].removeprefix(host)).json
        third = self.it.get(second["next"].removeprefix(host)).json
        self.assertIsNone(third["next"])
        times = [one["clock_in_time"] for page in (first, second, third) for one in page["results"]]
        self.assertEqual(times, sorted(times, reverse=True))
        self.assertEqual(len(times), 5)
        self.detail(self.it.get(f"{BASE}/sessions/all/?page=9"), 404)
        for practitioner, count in ((5, 5), (6, 0)):
            self.assertEqual(self.it.get(f"{BASE}/sessions/all/?practitioner={practitioner}").json["count"], count)
        totals = self.it.get(f"{BASE}/sessions/statistics/").json
        self.assertEqual((totals["total_sessions"], totals["completed_sessions"], totals["total_hours"], totals["average_duration_minutes"]),
                         (5, 5, 2.5, 30))

    def test_sessions_of_another_kind_hide_none(self):
        visit = self.visit("clock-in", CLOCK_IN, 201)["id"]
        self.clock("2024-01-15T08:01:00Z")
        # More than one look goes through, and newer.
        for first in range(0, 50_000, 1000):
            batch = [{"subject": f"pc-{first + i}", "kind": "pc", "session_id": str(first + i + 1)} for i in range(1000)]
            self.assertEqual(self.it.post("/v1/check-ins", batch, {"Prefer": "wait=30"}).status, 200)
        found = self.it.get(f"{BASE}/sessions/all/").json
        self.assertEqual((found["count"], [one["id"] for one in found["results"]], found["next"]), (1, [visit], None))
        totals = self.it.get(f"{BASE}/sessions/statistics/").json
        self.assertEqual((totals["total_sessions"], totals["exact"]), (1, True))

    def test_lists_that_are_narrowed(self):
        self.it.put("/v1/places/2", {"name": "Lake View", "lat": 39.785, "lon": -89.6501, "radius_m": 100})
        done = self.visit("clock-in", CLOCK_IN, 201)["id"]
        self.clock("2024-01-15T08:30:00Z")
        self.visit("clock-out", CLOCK_OUT)
        silent = self.visit("clock-in", {**CLOCK_IN, "client": 2}, 201)["id"]  # half a kilometre off
        self.clock("2024-01-15T09:00:00Z")
        live = self.visit("clock-in", CLOCK_IN, 201, user=6)["id"]
        for query, ids in (("", [live, silent, done]), ("status=active", [live]), ("status=disconnected", [silent]), ("status=completed", [done]),
                           ("status=auto_clocked_out", []), ("client=2", [silent]), ("client=1&status=completed", [done])):
            found = self.it.get(f"{BASE}/sessions/all/?{query}").json
            self.assertEqual((found["count"], [one["id"] for one in found["results"]]), (len(ids), ids), query)
        self.assertEqual([one["id"] for one in self.it.get(f"{BASE}/sessions/my-sessions/?subject=5&status=completed").json["results"]], [done])
        totals = self.it.get(f"{BASE}/sessions/statistics/").json
        self.assertEqual(totals, {"total_sessions": 3, "active_sessions": 2, "disconnected_sessions": 1, "completed_sessions": 1,
                                  "auto_clocked_out_sessions": 0, "flagged_sessions": 1, "total_hours": 1, "average_duration_minutes": 20, "exact": True})

    def test_names_are_found_however_they_are_composed(self):
        self.it.put("/v1/places/Caf%C3%A9", {"name": "Café", "lat": 39.7817, "lon": -89.6501, "radius_m": 100})
        visit = self.visit("clock-in", {**CLOCK_IN, "client": "Café"}, 201, user="Ren%C3%A9")["id"]
        for query in ("practitioner=Ren%C3%A9", "practitioner=Rene%CC%81", "client=Caf%C3%A9", "client=Cafe%CC%81"):
            self.assertEqual([one["id"] for one in self.it.get(f"{BASE}/sessions/all/?{query}").json["results"]], [visit], query)
        for query in ("practitioner=Rene", "practitioner=%01", "client=Cafe", "client=" + 200 * "x"):
            self.assertEqual(self.it.get(f"{BASE}/sessions/all/?{query}").json["results"], [], query)

    def test_mistakes(self):
        self.field(self.post("clock-in", {**CLOCK_IN, "client": 99}), "client")
        self.field(self.post("clock-in", {"latitude": 1, "longitude": 1}), "client")
        self.field(self.post("clock-in", {"client": 1, "longitude": 1}), "latitude")
        self.field(self.post("clock-in", {**CLOCK_IN, "latitude": "north"}), "latitude")
        self.field(self.post("clock-in", {**CLOCK_IN, "latitude": 91}), "latitude")
        self.field(self.post("clock-in", {**CLOCK_IN, "accuracy": -1}), "accuracy")
        self.assertIsNone(self.active())
        self.detail(self.post("location-update", {"latitude": 1, "longitude": 1}), 404)


if __name__ == "__main__":
    unittest.main()
