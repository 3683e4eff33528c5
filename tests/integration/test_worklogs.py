"""The dialect of the work-log application, acted from its document: an admin who looks who is clocked in, and
closes what was forgotten; employees who clock in and out."""

import os
import unittest

import muster

BASE = "/api/worktime/worklogs"
FIELDS = ["id", "employee", "employee_name", "first_name", "last_name", "email", "role", "check_in", "check_out",
          "duration_hours", "total_hours", "status"]


class WorkLogs(muster.ServerTest):
    def setUp(self):
        super().setUp()
        self.it = self.server("--test-clock", "2026-11-20T08:00:00Z")
        self.it.put("/v1/subjects/1", {"first_name": "Ada", "last_name": "Admin", "email": "admin@myhours.com", "role": "admin"})
        self.it.put("/v1/subjects/2", {"first_name": "Ben", "last_name": "Bell", "email": "ben@example.com"})

    def clock(self, now):
        self.assertEqual(self.it.put("/test/clock", {"now": now}).status, 200)

    def current(self):
        answer = self.it.get(BASE + "/current_sessions/")
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    def check_in(self, employee):
        answer = self.it.post(BASE + "/check_in/", {"employee_id": employee})
        self.assertEqual(answer.status, 201, answer)
        return answer.json

    def detail(self, answer, status):
        self.assertEqual(answer.status, status, answer)
        self.assertEqual(list(answer.json), ["detail"])
        return answer.json["detail"]

    def test_the_document_from_beginning_to_end(self):
        self.assertEqual(self.current(), [])
        first = self.check_in(1)
        self.clock("2026-11-20T09:30:00Z")
        second = self.check_in(2)
        self.clock("2026-11-20T10:00:00Z")
        rows = self.current()
        self.assertEqual([list(row) for row in rows], [FIELDS, FIELDS])
        self.assertEqual(rows, [
            {"id": second["id"], "employee": 2, "employee_name": "Ben Bell", "first_name": "Ben", "last_name": "Bell",
             "email": "ben@example.com", "role": "employee", "check_in": "2026-11-20T09:30:00Z", "check_out": None,
             "duration_hours": 0.5, "total_hours": 0.5, "status": "In Progress"},
            {"id": first["id"], "employee": 1, "employee_name": "Ada Admin", "first_name": "Ada", "last_name": "Admin",
             "email": "admin@myhours.com", "role": "admin", "check_in": "2026-11-20T08:00:00Z", "check_out": None,
             "duration_hours": 2, "total_hours": 2, "status": "In Progress"}])
        self.assertIsInstance(first["id"], int)
        self.assertLess(first["id"], 2 ** 53)
        # The admin forgot to clock out.
        closed = self.it.post(BASE + "/quick_checkout/", {"employee_id": 1})
        self.assertEqual(closed.status, 200, closed)
        self.assertEqual(closed.json, {**rows[1], "check_out": "2026-11-20T10:00:00Z", "status": "Pending Approval"})
        self.assertEqual([row["employee"] for row in self.current()], [2])
        self.assertEqual(self.detail(self.it.post(BASE + "/quick_checkout/", {"employee_id": 1}), 404), "No active session found.")
        self.assertEqual(self.it.get(f"/v1/sessions/{first['id']}").json["end_reason"], "admin")

    def test_a_log_is_read_corrected_and_approved(self):
        log = self.check_in(2)["id"]
        self.clock("2026-11-20T18:00:00Z")
        self.it.post(BASE + "/check_out/", {"employee_id": "2"})
        self.clock("2026-11-20T18:05:00Z")
        answer = self.it.call("PATCH", f"{BASE}/{log}/", {"check_out": "2026-11-20T16:15:00Z", "unknown": 1})
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual((answer.json["check_out"], answer.json["total_hours"]), ("2026-11-20T16:15:00Z", 8.25))
        self.assertEqual(self.it.get(f"{BASE}/{log}").json["status"], "Pending Approval")
        self.clock("2026-11-20T18:06:00Z")
        self.assertEqual(self.it.call("PATCH", f"{BASE}/{log}", {"is_approved": True}).json["status"], "Approved")
        self.clock("2026-11-20T18:07:00Z")
        self.assertEqual(self.it.call("PATCH", f"{BASE}/{log}/", {"check_out": None}).json["check_out"], "2026-11-20T18:00:00Z")
        self.assertEqual(self.it.get(f"{BASE}/{log}/").json["status"], "Pending Approval")
        # An open one is closed by its check-out, too.
        open_one = self.check_in(2)["id"]
        self.clock("2026-11-20T20:00:00Z")
        self.it.call("PATCH", f"{BASE}/{open_one}/", {"check_out": "2026-11-20T19:07:00Z"})
        self.assertEqual(self.current(), [])

    def test_who_is_in_already_stays_in(self):
        log = self.check_in(1)
        again = self.it.post(BASE + "/check_in/", {"employee_id": 1})
        self.assertEqual((again.status, again.json["id"]), (200, log["id"]))
        # Forgotten for more than twelve hours, it makes room.
        self.clock("2026-11-20T20:00:01Z")
        self.assertNotEqual(self.check_in(1)["id"], log["id"])
        self.assertEqual(len(self.current()), 1)

    def test_a_moment_is_long_enough(self):
        # All of it in one instant of a clock that stands.
        log = self.check_in(2)["id"]
        self.it.post(BASE + "/check_out/", {"employee_id": 2})
        for body, status in (({"is_approved": True}, "Approved"), ({"check_out": "2026-11-20T08:00:00Z"}, "Pending Approval"),
                             ({"status": "Rejected"}, "Rejected"), ({"status": "Approved"}, "Approved")):
            self.assertEqual(self.it.call("PATCH", f"{BASE}/{log}/", body).json["status"], status)
        self.assertEqual(self.it.get("/v1/sessions?status=active").json["items"], [])

    def test_roles_are_said_as_they_were(self):
        for subject, record, role in (("3", {"role": "user"}, "employee"), ("4", {}, "employee"), ("5", {"role": "supervisor"}, "supervisor"),
                                      ("6", {"attributes": {"role": "accountant"}}, "accountant"),
                                      ("7", {"attributes": {"role": "Admin"}}, "employee"),
                                      ("8", {"role": "supervisor", "attributes": {"role": "Manager"}}, "Manager"),
                                      ("9", {"role": "supervisor", "attributes": {"role": "clerk"}}, "supervisor")):
            self.it.put(f"/v1/subjects/{subject}", record)
            self.assertEqual(self.check_in(int(subject))["role"], role, record)

    def test_who_closed_whose_and_from_where_is_on_record(self):
        self.check_in(2)
        self.it.post(BASE + "/quick_checkout/", {"employee_id": 2})
        closings = lambda: self.it.get("/v1/audit?action=closed").json["items"]
        muster.wait_until("the closing is on record", closings)
        entry, = closings()
        self.assertEqual((entry["details"]["subject"], entry["address"], bool(entry["request_id"])), ("2", "127.0.0.1", True))

    def test_a_clock_at_the_door_takes_people_in_and_out(self):
        it = self.server(data=self.data("closed"), auth=("builtin", "keys"))
        with open(os.path.join(self.data("closed"), "admin-credential"), encoding="utf-8") as file:
            it.log_in("admin", file.read().split()[-1])
        kiosk = {"X-API-Key": it.post("/v1/api-keys", {"name": "kiosk", "role": "ingest"}).json["key"], "Authorization": None}
        entry = it.post(BASE + "/check_in/", {"employee_id": 1}, kiosk).json
        left = it.post(BASE + "/check_out/", {"employee_id": 1}, kiosk)
        self.assertEqual((left.status, left.json["id"], left.json["status"]), (200, entry["id"], "Pending Approval"), left)
        self.assertEqual(it.get(f"/v1/sessions/{entry['id']}").json["end_reason"], "checkout")
        self.detail(it.post(BASE + "/check_out/", {"employee_id": 1}, kiosk), 404)
        self.detail(it.post(BASE + "/check_out/", {}, kiosk), 403)
        self.detail(it.get(BASE + "/current_sessions/", kiosk), 403)

    def test_mistakes(self):
        self.assertEqual(self.detail(self.it.get(BASE + "/77/"), 404), "Not found.")
        log = self.check_in(1)["id"]
        wrong = self.it.call("PATCH", f"{BASE}/{log}/", {"check_out": "soon"})
        self.assertEqual((wrong.status, list(wrong.json)), (400, ["check_out"]))
        wrong = self.it.call("PATCH", f"{BASE}/{log}/", {"check_out": "2027-01-01T00:00:00Z"})
        self.assertEqual((wrong.status, list(wrong.json)), (400, ["check_out"]))
        self.detail(self.it.post(BASE + "/quick_checkout/", "{"), 400)
        for field, value in (("status", "Maybe"), ("is_approved", "perhaps")):
            wrong = self.it.call("PATCH", f"{BASE}/{log}/", {field: value})
            self.assertEqual((wrong.status, list(wrong.json)), (400, [field]))
        self.assertEqual(self.it.call("PATCH", f"{BASE}/{log}/", {"status": "In Progress"}).status, 200)
        for edges in ({"check_out": "2026-11-20T07:59:59Z"}, {"check_in": "2026-11-20T07:00:00Z", "check_out": "2026-11-20T06:00:00Z"}):
            wrong = self.it.call("PATCH", f"{BASE}/{log}/", edges)
            self.assertEqual((wrong.status, list(wrong.json)), (400, ["check_out"]))
        self.assertIsNone(self.it.get(f"{BASE}/{log}/").json["check_out"])
        self.clock("2026-11-20T08:00:00.700Z")
        late = self.check_in(2)
        same = self.it.call("PATCH", f"{BASE}/{late['id']}/", {"check_out": late["check_in"]})
        self.assertEqual((same.status, same.json.get("check_out")), (200, late["check_in"]), "as it is shown, it is not before")
        self.detail(self.it.call("PUT", BASE + "/current_sessions/", {}), 405)
        for method, path, allow in (("GET", "/quick_checkout/", "OPTIONS, POST"), ("PATCH", "/current_sessions/", "GET, HEAD, OPTIONS"),
                                    ("DELETE", "/check_in", "OPTIONS, POST"), ("DELETE", "/1/", "GET, HEAD, OPTIONS, PATCH")):
            answer = self.it.call(method, BASE + path)
            self.detail(answer, 405)
            self.assertEqual(answer.headers["Allow"], allow)
        self.detail(self.it.get("/api/worktime/elsewhere"), 404)


if __name__ == "__main__":
    unittest.main()
