"""The dialect of the list of devices, acted from its document: what the admin's panel and a user's pages ask. Here
everybody is admin and says whose pages are meant; tokens are in test_devices_tokens.py."""

import unittest

import muster

CHROME = ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
          "Chrome/132.0.0.0 Safari/537.36")
PHONE = ("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/120.0.0.0 Mobile Safari/537.36")
FIELDS = ["id", "user_id", "device_name", "device_type", "browser", "ip_address", "created_at", "last_activity", "is_active"]


class Devices(muster.ServerTest):
    def setUp(self):
        super().setUp()
        self.it = self.server("--test-clock", "2025-02-08T10:30:00Z")

    def clock(self, now):
        self.assertEqual(self.it.put("/test/clock", {"now": now}).status, 200)

    def create(self, user=74, agent=CHROME, body=None):
        answer = self.it.post(f"/sessions?subject={user}", body or {}, {"User-Agent": agent})
        self.assertEqual(answer.status, 201, answer)
        return answer.json

    def of_user(self, user=74):
        answer = self.it.get(f"/sessions/user/{user}")
        self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, "application/json"), answer)
        return answer.json

    def test_the_admin_sees_the_nine_fields(self):
        made = self.create(body={"ip_address": "192.168.1.1"})
        self.clock("2025-02-08T15:45:00Z")
        self.it.post("/v1/pings", {"subject": "74", "session_id": str(made["id"]), "kind": "device"}, {"Prefer": "wait=5"})
        rows = self.of_user()
        self.assertEqual([list(row) for row in rows], [FIELDS])
        self.assertEqual(rows, [{"id": made["id"], "user_id": 74, "device_name": "Chrome on Windows 10", "device_type": "web",
                                 "browser": "Chrome", "ip_address": "192.168.1.1", "created_at": "2025-02-08T10:30:00Z",
                                 "last_activity": "2025-02-08T15:45:00Z", "is_active": True}])
        self.assertIsInstance(made["id"], int)
        self.assertEqual(self.of_user(9), [])

    def test_what_the_body_says_of_the_device_counts(self):
        told = self.create(agent=PHONE, body={"device_name": "Ann's phone", "device_type": "app", "browser": "MockStream"})
        self.assertEqual((told["device_name"], told["device_type"], told["browser"]), ("Ann's phone", "app", "MockStream"))
        self.assertEqual(told["ip_address"], "127.0.0.1")
        told = self.create(agent=PHONE)
        self.assertEqual((told["device_name"], told["device_type"]), ("Chrome Mobile on Android 14", "mobile"))

    def test_at_most_three_devices_and_the_oldest_goes(self):
        made = []
        for minute in range(5):
            self.clock(f"2025-02-08T10:3{minute}:00Z")
            made.append(self.create()["id"])
        self.assertEqual([row["id"] for row in self.of_user()], [made[4], made[3], made[2]])
        self.assertEqual(self.it.get(f"/v1/sessions/{made[0]}").json["status"], "evicted")
        self.create(user=75)
        self.assertEqual(len(self.of_user()), 3)

    def test_log_out_from_one_device_this_one_and_all(self):
        made = []
        for minute in range(3):
            self.clock(f"2025-02-08T10:3{minute}:00Z")
            made.append(self.create()["id"])
        one = self.it.call("DELETE", f"/sessions/{made[0]}")
        self.assertEqual((one.status, one.json), (200, {"success": True, "message": "Session closed successfully"}))
        again = self.it.call("DELETE", f"/sessions/{made[0]}/")
        self.assertEqual((again.status, again.json), (404, {"detail": "Session not found"}))
        current = self.it.call("DELETE", "/sessions/logout?subject=74")
        self.assertEqual((current.status, current.json), (200, {"success": True, "message": "Current session closed successfully"}))
        self.assertEqual([row["id"] for row in self.of_user()], [made[1]])
        everywhere = self.it.call("DELETE", "/sessions/?subject=74")
        self.assertEqual((everywhere.status, everywhere.json), (200, {"success": True, "message": "All sessions closed successfully"}))
        self.assertEqual(self.it.get("/sessions?subject=74").json, [])

    def test_a_device_that_is_silent_for_a_month_is_out(self):
        self.create()
        self.clock("2025-03-10T10:29:59Z")
        self.assertEqual(len(self.of_user()), 1)
        self.clock("2025-03-10T10:30:00Z")
        self.assertEqual(self.of_user(), [])

    def test_mistakes(self):
        self.assertEqual(self.it.post("/sessions", "{").json, {"detail": "The body is not JSON."})
        self.assertEqual(self.it.call("PUT", "/sessions").status, 405)
        self.assertEqual(list(self.it.get("/sessions/1/2/3").json), ["detail"])


if __name__ == "__main__":
    unittest.main()
