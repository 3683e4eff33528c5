"""muster sessions: what the administrator of the work logs types."""

import json
import unittest

import story
from muster import ServerTest, run

PEOPLE = {
    "1": {"first_name": "Ada", "last_name": "Okafor", "email": "admin@myhours.com", "role": "admin"},
    "2": {"first_name": "Ben", "last_name": "Weber", "email": "ben@example.com"},
    "3": {"first_name": "Eve\u001b[2J", "last_name": "\u00dcn", "email": "eve@example.com", "role": "supervisor"},
}
SINCE = {"1": "2026-11-21T09:30:00Z", "2": "2026-11-20T23:00:00Z", "3": "2026-11-21T11:00:00Z"}


class Sessions(ServerTest):
    def setUp(self):
        super().setUp()
        self.muster = self.server("--test-clock", story.NOW)
        self.url = f"http://127.0.0.1:{self.muster.port}"

    def staff(self):
        for subject, record in PEOPLE.items():
            self.assertEqual(self.muster.put(f"/v1/subjects/{subject}", record).status, 201)
        items = [{"subject": subject, "session_id": "10" + subject, "kind": "worklog", "time": since} for subject, since in SINCE.items()]
        self.assertEqual(self.muster.post("/v1/check-ins", items, {"Prefer": "wait=10"}).status, 200)

    def asked(self, *arguments, code=0):
        found, out, err = run("sessions", *arguments, env={"MUSTER_URL": self.url})
        self.assertEqual(found, code, out + err)
        return out, err

    def rows(self, *arguments):
        """The lines of the table, split at its gaps."""
        lines = self.asked(*arguments)[0].splitlines()
        start = next(i for i, line in enumerate(lines) if line.startswith("ID "))
        table = [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines[start + 1:]]
        return [row for row in table[:table.index([])]] if [] in table else table

    def active(self):
        return sorted(one["session_id"] for one in self.muster.get("/v1/sessions?status=active").json["items"])

    def test_list(self):
        self.staff()
        self.assertEqual(self.rows("list"), [["103", "Eve?[2J \u00dcn", "eve@example.com", "supervisor", "2026-11-21 11:00", "1.00"],
                                             ["101", "Ada Okafor", "admin@myhours.com", "admin", "2026-11-21 09:30", "2.50"],
                                             ["102", "Ben Weber", "ben@example.com", "employee", "2026-11-20 23:00", "13.00"]])
        self.assertEqual([row[0] for row in self.rows("list", "--admin-only", "--detailed")], ["101"])
        self.assertIn("In Progress", self.asked("list", "--detailed")[0])
        said = json.loads(self.asked("list", "--json")[0])
        self.assertEqual((said["count"], said["items"][1]["employee_name"], said["items"][1]["duration_hours"]), (3, "Ada Okafor", 2.5))
        self.assertEqual(self.asked("list", "--kind", "visit")[0], "No active sessions found.\n")

    def test_nobody_is_in(self):
        for command, says in ((["list"], "No active sessions found."), (["list", "--admin-only"], "No active admin sessions found."),
                              (["check"], "No active sessions found."), (["auto-clockout"], "No timed-out sessions found.")):
            self.assertIn(says, self.asked(*command)[0])
        self.assertEqual(json.loads(self.asked("list", "--json")[0])["items"], [])

    def test_check_warns_of_long_ones(self):
        self.staff()
        out = self.asked("check")[0]
        self.assertIn("Active sessions: 3, of admins: 1", out)
        self.assertEqual([line for line in out.splitlines() if "WARNING" in line],
                         ["WARNING: Ben Weber (session 102) has been in for 13.00 hours: a forgotten check-out?"])
        # Twelve hours are not over twelve hours.
        self.muster.post("/v1/check-ins", {"subject": "4", "session_id": "104", "kind": "worklog", "time": "2026-11-21T00:00:00Z"}, {"Prefer": "wait=10"})
        said = json.loads(self.asked("check", "--json")[0])
        self.assertEqual([one["duration_hours"] for one in said["items"] if one["session_id"] == "104"], [12.0])
        self.assertNotIn("104", self.asked("close", "--dry-run", "--older-than", "12")[0])
        self.assertEqual([one["session_id"] for one in said["over_12_hours"]], ["102"])

    def test_auto_clockout_tells_what_the_rules_ended(self):
        self.assertEqual(self.muster.put("/v1/places/7", {"name": "Client", "lat": 1, "lon": 1, "radius_m": 100}).status, 201)
        self.muster.post("/v1/check-ins", {"subject": "4", "session_id": "104", "kind": "visit", "place_id": "7", "time": "2026-11-21T02:00:00Z"}, {"Prefer": "wait=10"})
        self.assertEqual(self.rows("auto-clockout")[0][0], "104")
        self.assertIn("8.00", self.asked("auto-clockout")[0])
        self.muster.call("PUT", "/test/clock", {"now": "2026-11-22T10:00:00Z"})
        self.assertEqual(self.asked("auto-clockout")[0], "No timed-out sessions found.\n")
        self.assertEqual(self.rows("auto-clockout", "--within", "48")[0][0], "104")

    def test_close_shows_first_and_closes_what_the_filters_name(self):
        self.staff()
        out = self.asked("close", "--dry-run")[0]
        self.assertIn("Would close 3 sessions (dry run: nothing is changed)", out)
        self.assertEqual(sorted(row[0] for row in self.rows("close", "--dry-run")), ["101", "102", "103"])
        for filters, ids in ((["--role", "admin"], ["101"]), (["--employee-email", "BEN@example.com"], ["102"]), (["--employee-id", "3"], ["103"]),
                             (["--older-than", "12"], ["102"]), (["--older-than", "2"], ["101", "102"]), (["--older-than", "2.5"], ["102"]),
                             (["--older-than", "2.4999"], ["101", "102"]), (["--role", "employee"], ["102"]), (["--role", "admin", "--older-than", "12"], [])):
            said = json.loads(self.asked("close", "--dry-run", "--json", *filters)[0])
            self.assertEqual(sorted(one["session_id"] for one in said["items"]), ids, filters)
        self.assertIn("2.50", self.asked("close", "--dry-run", "--role", "admin")[0])
        self.assertEqual(self.active(), ["101", "102", "103"])
        self.assertEqual([row[0] for row in self.rows("close", "--dry-run")], ["103", "101", "102"], "the newest first")
        self.assertIn("Would close 1 session (", self.asked("close", "--dry-run", "--role", "admin")[0])
        self.assertEqual(self.rows("close", "--employee-email", "admin@myhours.com"),
                         [["101", "Ada Okafor", "admin@myhours.com", "admin", "2026-11-21 09:30", "2.50"]])
        self.assertEqual(self.active(), ["102", "103"])
        ended = self.muster.get("/v1/sessions/101").json
        self.assertEqual((ended["status"], ended["end_reason"]), ("completed", "admin"))
        self.assertEqual(json.loads(self.asked("close", "--all", "--json")[0])["left"], [])
        self.assertEqual(self.active(), [])
        for filters in (["--all"], ["--employee-id", "1"], ["--all", "--dry-run"]):
            self.assertEqual(self.asked("close", *filters)[0], "No active sessions found: nothing to close.\n")

    def test_what_is_closed_in_the_moment_it_began_is_gone(self):
        self.muster.post("/api/worktime/worklogs/check_in/", {"employee_id": 5})
        self.assertIn("Closed: 1\n", self.asked("close", "--all")[0])
        self.assertEqual(self.asked("list")[0], "No active sessions found.\n")
        self.assertEqual(self.muster.get("/api/worktime/worklogs/current_sessions/").json, [])

    def test_a_table_stays_one_with_wide_characters(self):
        for subject, name in (("7", "\u5c71\u7530 \u592a\u90ce"), ("8", "Zoe\u0308"), ("9", "Ann")):
            self.muster.put(f"/v1/subjects/{subject}", {"first_name": name, "email": "@"})
            self.muster.post("/api/worktime/worklogs/check_in/", {"employee_id": subject})
        lines = [line for line in self.asked("list")[0].splitlines() if "@" in line]
        # In columns of a terminal: four characters of two, and an accent of none.
        self.assertEqual({name: line.index("@") for name, line in zip("987", lines)},
                         {"9": lines[0].index("@"), "8": lines[0].index("@") + 1, "7": lines[0].index("@") - 4})

    def test_search_admin(self):
        self.staff()
        out = self.asked("search-admin")[0]
        self.assertIn("Admins: 1", out)
        self.assertIn("Active admin sessions: 1", out)
        self.assertEqual(self.rows("search-admin")[0][:2], ["101", "Ada Okafor"])
        # An address that is known to be an admin's, whatever the role.
        self.assertIn("Admins: 2", self.asked("search-admin", "--employee-email", "admin@myhours.com", "--employee-email", "ben@example.com")[0])
        self.assertEqual([row[0] for row in self.rows("search-admin", "--employee-email", "BEN@example.com")], ["101", "102"])
        said = json.loads(self.asked("search-admin", "--json")[0])
        self.assertEqual((said["admins"][0]["subject"], said["items"][0]["session_id"]), ("1", "101"))

    def test_mistakes(self):
        for arguments in ([], ["lst"], ["list", "--older-than", "3"], ["close"], ["close", "--all", "--role", "admin"], ["close", "--older-than", "x"],
                          ["close", "--older-than", "-1"], ["close", "--older-than", "nan"], ["close", "--older-than", "1e300"],
                          ["close", "--older-than", "12", "--employee-email", ""], ["close", "--dry-run", "--employee-id", ""],
                          ["close", "--dry-run", "--role", ""]):
            self.asked(*arguments, code=2)
        self.assertIn("hours from 0 to 8760", self.asked("close", "--older-than", "12,5", code=2)[1])
        code, _, err = run("sessions", "list", "--url", "http://127.0.0.1:1")
        self.assertEqual(code, 1)
        self.assertIn("muster serve", err)
        # What is typed goes before the environment.
        code, _, err = run("sessions", "list", "--url", "http://127.0.0.1:1", env={"MUSTER_URL": self.url})
        self.assertEqual(code, 1, err)


if __name__ == "__main__":
    unittest.main()
