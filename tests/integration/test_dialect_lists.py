"""Lists that clients of the five systems take whole: whole, in parts where they are asked for, and never cut off in
silence."""

import unittest

import muster

ACTIVE_USERS = "/api/model/active-users"
WORKLOGS = "/api/worktime/worklogs/current_sessions/"
DASHBOARD = "/api/session-manager/dashboard"


class Lists(muster.ServerTest):
    def setUp(self):
        super().setUp()
        self.it = self.server("--test-clock", "2026-11-20T08:00:00Z")

    def clock(self, now):
        self.assertEqual(self.it.put("/test/clock", {"now": now}).status, 200)

    def check_in(self, kind, first, count, **more):
        batch = [{"subject": f"{kind}-{i}", "kind": kind, "session_id": str(i), **more} for i in range(first, first + count)]
        self.assertEqual(self.it.post("/v1/check-ins", batch, {"Prefer": "wait=30"}).status, 200)

    def part(self, path, query):
        answer = self.it.get(f"{path}?{query}")
        self.assertEqual(answer.status, 200, answer)
        rows = answer.json if isinstance(answer.json, list) else answer.json["data"]
        return [row.get("user_id", row.get("id")) for row in rows]

    def test_parts_of_a_list_are_all_of_it(self):
        for minute in range(3):
            self.clock(f"2026-11-20T08:0{minute}:00Z")
            for kind, more in (("worklog", {}), ("pc", {"next_ping_s": 3600}), ("device", {})):
                self.check_in(kind, 2 * minute, 2, **more)
        for path, more, count in ((WORKLOGS, "", 6), (DASHBOARD, "", 6), ("/sessions", "&subject=device-4", 1)):
            parts, after = [], ""
            while len(parts) % 4 == 0:
                parts += self.part(path, f"limit=4{more}{after}")
                after = f"&after={parts[-1]}"
            self.assertEqual((parts, len(parts)), (self.part(path, more), count), path)
        # Whoever was the last of a part may have gone since.
        self.assertEqual(self.part(WORKLOGS, "limit=2"), [5, 4])
        self.assertEqual(self.it.post("/api/worktime/worklogs/quick_checkout/", {"employee_id": "worklog-4"}).status, 200)
        self.assertEqual(self.part(WORKLOGS, "limit=2&after=4"), [3, 2])
        for wrong in ("limit=0", "limit=many", "limit=50001", "after=nobody"):
            for path, told in ((WORKLOGS, "detail"), (DASHBOARD, "message"), (ACTIVE_USERS, "error")):
                answer = self.it.get(f"{path}?{wrong}")
                self.assertEqual((answer.status, told in answer.json), (400, True), (path, wrong, answer))

    def test_what_is_too_long_is_refused_and_not_cut_off(self):
        for first in range(0, 50_000, 1000):
            self.check_in("pass", first, 1000)
        self.assertEqual(self.it.get(ACTIVE_USERS).json["count"], 50_000)
        self.clock("2026-11-20T08:01:00Z")
        self.check_in("pass", 50_000, 1)
        answer = self.it.get(ACTIVE_USERS)
        self.assertEqual((answer.status, answer.json["success"]), (400, False))
        self.assertIn("limit=1000", answer.json["error"])
        newest = self.it.get(ACTIVE_USERS + "?limit=1").json
        self.assertEqual((newest["count"], newest["data"][0]["user_id"]), (1, "pass-50000"))
        seen, after = {"pass-50000"}, "pass-50000"
        while part := self.part(ACTIVE_USERS, f"limit=10000&after={after}"):
            seen.update(part)
            after = part[-1]
        self.assertEqual(len(seen), 50_001)


if __name__ == "__main__":
    unittest.main()
