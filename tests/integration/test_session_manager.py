"""The dialect of the session manager for computers of a domain, acted from its document: what its computers and
its dashboard send, and the answers word for word. No credential is sent: it is open to this machine."""

import unittest

import muster

BASE = "/api/session-manager"
SESSION = {"id": "5f2c9d6c-2a84-4d63-b64c-6a0f12eb3471", "comp_name": "academie-mac-pink0001",
           "ip_addr": "192.168.1.100", "login": "user_1", "next_ping_sec": 60, "date_time": "2023-09-06T12:30:00Z"}
ACTIVITY = {"session_id": SESSION["id"], "session_type": "", "login": "user_1", "next_ping_sec": 60,
            "date_time": "2023-09-06T15:30:00Z"}
SUCCESS = {"message": "Success"}


class SessionManager(muster.ServerTest):
    def start(self, now):
        self.it = self.server("--test-clock", now)

    def clock(self, now):
        self.assertEqual(self.it.put("/test/clock", {"now": now}).status, 200)

    def ok(self, path, body):
        answer = self.it.post(BASE + path, body)
        self.assertEqual((answer.status, answer.json), (200, SUCCESS), body)

    def message(self, answer, status):
        self.assertEqual(answer.status, status, answer)
        self.assertEqual(list(answer.json), ["message"])
        return answer.json["message"]

    def dashboard(self):
        answer = self.it.get(BASE + "/dashboard")
        self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, "application/json"))
        self.assertEqual(list(answer.json), ["message", "data"])
        return answer.json["data"]

    def hours(self, login, group_by, session_type="", span="from_date=2022-09-01T00:00:00Z&to_date=2023-12-31T00:00:00Z"):
        answer = self.it.get(f"{BASE}/activity?session_type={session_type}&login={login}&{span}&group_by={group_by}")
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    def test_the_document_from_beginning_to_end(self):
        self.start("2023-09-06T12:30:00Z")
        self.ok("/users", [{"Name": "user_1"}, {"Name": "user_2"}, {"Name": "user_3"}])
        self.ok("/computers", [{"Name": "academie-mac-pink0001"}, {"Name": "academie-mac-blue0002"}])
        self.assertEqual(self.it.get("/v1/subjects/user_2").json["login"], "user_2")
        self.assertEqual(self.it.get("/v1/devices/academie-mac-blue0002").json["name"], "academie-mac-blue0002")
        self.assertEqual(self.dashboard(), [])

        self.ok("/session", SESSION)
        online = {"id": SESSION["id"], "comp_name": "academie-mac-pink0001", "ip_addr": "192.168.1.100", "login": "user_1",
                  "start_date_time": "2023-09-06T12:30:00Z", "end_date_time": "2023-09-06T12:31:00Z"}
        self.assertEqual(self.dashboard(), [online])
        self.assertEqual(list(self.dashboard()[0]), list(online))

        # The last notification means the end: its time and the next ping.
        self.clock("2023-09-06T12:30:59.999Z")
        self.assertEqual(self.dashboard(), [online])
        self.clock("2023-09-06T12:31:00Z")
        self.assertEqual(self.dashboard(), [])
        self.clock("2023-09-06T15:30:00Z")
        self.ok("/activity", ACTIVITY)
        self.assertEqual(self.dashboard(), [{**online, "end_date_time": "2023-09-06T15:31:00Z"}])
        second = {**SESSION, "id": "6b8a4f1a-1d09-4d08-8a03-86be3e3b9104", "comp_name": "academie-mac-blue0002",
                  "ip_addr": "192.168.1.101", "login": "user_2", "date_time": "2023-09-06T10:15:00Z", "next_ping_sec": 30000}
        self.ok("/session", second)
        self.assertEqual([row["login"] for row in self.dashboard()], ["user_2", "user_1"])
        self.assertEqual(self.dashboard()[0]["end_date_time"], "2023-09-06T18:35:00Z")

        self.clock("2023-09-06T19:00:00Z")
        self.assertEqual(self.hours("user_1", "month"), {
            "message": "Success",
            "data": {"id": "user_1", "total_hours": 0.03, "user_activity": [{"year": "2023", "month_num": "9", "hours": 0.033333}]}})
        self.assertEqual(self.hours("user_2", "date"), {
            "message": "Success",
            "data": {"login": "user_2", "total_hours": 8.33,
                     "user_activity": [{"date": "2023-09-06T00:00:00Z", "hours": 8.333333}]}})

    def test_hours_by_activity_month_and_date(self):
        self.start("2023-09-30T00:00:00Z")
        for number, (day, ping_s) in enumerate([("2023-05-02", 284460), ("2023-09-10", 326220), ("2023-01-01", 47760), ("2023-01-02", 26460)]):
            self.ok("/session", {**SESSION, "id": f"s-{number}", "date_time": f"{day}T00:00:00Z", "next_ping_sec": str(ping_s)})
        months = self.hours("user_1", "month")["data"]
        self.assertEqual(months["user_activity"], [
            {"year": "2023", "month_num": "9", "hours": 90.616667},
            {"year": "2023", "month_num": "5", "hours": 79.016667},
            {"year": "2023", "month_num": "1", "hours": 20.616667}])
        self.assertEqual(months["total_hours"], 190.25)
        january = "from_date=2023-01-01T00:00:00Z&to_date=2023-01-03T00:00:00Z"
        self.assertEqual(self.hours("user_1", "date", span=january)["data"], {
            "login": "user_1", "total_hours": 20.62,
            "user_activity": [{"date": "2023-01-01T00:00:00Z", "hours": 13.266667}, {"date": "2023-01-02T00:00:00Z", "hours": 7.35}]})
        # An event of its own, whose time is kept beside all of it.
        self.ok("/activity", {**ACTIVITY, "session_id": "s-2", "session_type": "platform zero",
                              "date_time": "2023-01-01T01:00:00Z", "next_ping_sec": 5400})
        named = self.hours("user_1", "date", "platform%20zero", january)["data"]
        self.assertEqual(named["user_activity"], [{"date": "2023-01-01T00:00:00Z", "hours": 1.5}])
        self.assertEqual(self.hours("user_1", "date", span=january)["data"]["total_hours"], 20.62)
        # Ends that lie on no quarter hour; the end itself is left out.
        part = "from_date=2023-01-01T01:20:30Z&to_date=2023-01-01T01:50:30Z"
        self.assertEqual(self.hours("user_1", "date", "platform%20zero", part)["data"]["total_hours"], 0.5)
        self.assertEqual(self.hours("user_1", "date", span="from_date=2023-01-02&to_date=2023-01-02")["data"]["user_activity"], [])

    def test_requests_are_taken_with_the_comments_that_the_document_writes_into_them(self):
        self.start("2023-09-06T12:30:00Z")
        self.ok("/users", '[\n    {\n        "Name": "user_1"\n    }\n    // ...\n]')
        self.ok("/session", """{
  "id": "5f2c9d6c-2a84-4d63-b64c-6a0f12eb3471",
  "comp_name": "academie-mac-pink0001",
  "ip_addr": "192.168.1.100",
  "login": "user_1",
  "next_ping_sec": 60,
  "date_time": "2023-09-06T12:30:00Z" // current time from pc
}
""")
        self.assertEqual(self.dashboard()[0]["login"], "user_1")

    def test_who_and_what_is_not_known(self):
        self.start("2023-09-06T12:30:00Z")
        self.assertEqual(self.hours("nobody", "month"),
                         {"message": "Success", "data": {"id": "nobody", "total_hours": 0, "user_activity": []}})
        self.ok("/activity", {**ACTIVITY, "date_time": "2023-09-06T12:00:00Z", "session_id": "never-begun"})
        self.assertEqual(self.dashboard(), [])
        self.ok("/users", [{"Name": "user_1"}])
        self.ok("/users/", [{"Name": "user_1"}, {"Name": "user_1"}])

    def test_a_login_is_the_same_in_any_form_of_its_letters(self):
        self.start("2023-09-06T13:30:00Z")
        self.ok("/session", {**SESSION, "login": "Zoe\u0308"})
        for login in ("Zoe%CC%88", "Zo%C3%AB"):
            self.assertEqual(self.hours(login, "date")["data"]["login"], "Zo\u00eb")
            self.assertEqual(self.hours(login, "date")["data"]["total_hours"], 0.02)

    def test_limits_and_mistakes(self):
        self.start("2023-09-06T12:30:00Z")
        self.ok("/users", [{"Name": "ü" * 50}])
        self.ok("/computers", [{"Name": "c" * 30}])
        self.assertIn("50", self.message(self.it.post(BASE + "/users", [{"Name": "ok"}, {"Name": "ü" * 51}]), 400))
        self.assertEqual(self.it.get("/v1/subjects/ok").status, 404)
        self.assertIn("30", self.message(self.it.post(BASE + "/computers", [{"Name": "c" * 31}]), 400))
        # What ids are kept in has bytes: of letters that take four each, not as many.
        self.assertIn("128 bytes", self.message(self.it.post(BASE + "/users", [{"Name": "\U0001d4d0" * 33}]), 400))
        self.ok("/users", [{"Name": "\U0001d4d0" * 32}])
        self.message(self.it.post(BASE + "/users", "[{"), 400)
        self.message(self.it.post(BASE + "/users", "Name=x", {"Content-Type": "application/x-www-form-urlencoded"}), 415)
        for wrong in ({"login": None}, {"date_time": "yesterday"}, {"next_ping_sec": "soon"}, {"id": "a b"}, {"comp_name": "c" * 31}):
            self.message(self.it.post(BASE + "/session", {**SESSION, **wrong}), 400)
        for wrong in ("login=user_1&group_by=week", "group_by=month", "login=user_1&group_by=date&from_date=soon"):
            self.message(self.it.get(f"{BASE}/activity?{wrong}"), 400)
        for wrong, names in (({"next_ping_sec": 31536001}, "next_ping_sec"), ({"next_ping_sec": 0}, "next_ping_sec"), ({"ip_addr": "1" * 257}, "ip_addr")):
            self.assertIn(names, self.message(self.it.post(BASE + "/session", {**SESSION, **wrong}), 400))
        self.assertIn("session_type", self.message(self.it.post(BASE + "/activity", {**ACTIVITY, "session_type": "x" * 257}), 400))
        self.message(self.it.get(BASE + "/nothing"), 404)
        self.assertEqual(self.message(self.it.call("DELETE", BASE + "/users"), 405), "Method not allowed")
        self.assertEqual(self.dashboard(), [])

    def test_clocks_that_are_wrong_and_times_long_past(self):
        self.start("2026-09-06T12:30:00Z")
        self.ok("/session", {**SESSION, "date_time": "2026-09-07T12:30:00+02:00"})
        self.assertEqual(self.dashboard()[0]["start_date_time"], "2026-09-06T12:30:00Z")
        flags = self.it.get(f"/v1/sessions/{SESSION['id']}").json["flags"]
        self.assertEqual([flag["flag"] for flag in flags], ["clock_skew"])
        # The document's own dates, three years later.
        self.ok("/session", {**SESSION, "id": "old"})
        self.ok("/activity", {**ACTIVITY, "session_id": "old", "session_type": "platform zero", "date_time": "2023-09-06T12:30:30Z"})
        self.assertEqual(self.hours("user_1", "month")["data"]["user_activity"], [{"year": "2023", "month_num": "9", "hours": 0.025}])


if __name__ == "__main__":
    unittest.main()
