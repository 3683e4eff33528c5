"""The dialect of the one-hour pass, acted from its document: an app that checks in whenever its page is loaded,
and a model that asks who is there."""

import unittest

import muster

JSON = {"Content-Type": "application/json"}
OUT = {"success": True, "active": False, "message": "No active session"}


class Passes(muster.ServerTest):
    def setUp(self):
        super().setUp()
        self.it = self.server("--test-clock", "2025-11-09T14:00:00Z")

    def clock(self, now):
        self.assertEqual(self.it.put("/test/clock", {"now": now}).status, 200)

    def ask(self, method, path, user="uuid-1"):
        answer = self.it.call(method, f"/api/{path}?subject={user}", headers=JSON)
        self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, "application/json"), answer)
        return answer.json

    def active_users(self):
        answer = self.it.get("/api/model/active-users")
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    def test_the_document_from_beginning_to_end(self):
        self.it.put("/v1/subjects/uuid-1", {"display_name": "MusicFan", "preferences": [0.5, 0.8, 0.2, 1.0, 0.0]})
        self.it.put("/v1/subjects/uuid-2", {"display_name": "BeatLover", "preferences": [0.3, 0.6, 0.9, 0.1, 0.7]})
        self.assertEqual(self.ask("GET", "session"), OUT)
        entered = self.ask("POST", "checkin")
        pass_id = entered["data"].pop("session_id")
        self.assertEqual(entered, {"success": True, "message": "1-hour vibe pass activated",
                                   "data": {"expires_at": "2025-11-09T15:00:00Z", "expires_in_minutes": 60}})
        self.clock("2025-11-09T14:15:00Z")
        self.ask("POST", "checkin", "uuid-2")
        self.clock("2025-11-09T14:18:00Z")
        self.assertEqual(self.ask("GET", "session"), {
            "success": True, "active": True,
            "data": {"session_id": pass_id, "checked_in_at": "2025-11-09T14:00:00Z",
                     "expires_at": "2025-11-09T15:00:00Z", "minutes_remaining": 42}})
        # The page is loaded again: the same pass.
        again = self.ask("POST", "checkin")["data"]
        self.assertEqual(again, {"session_id": pass_id, "expires_at": "2025-11-09T15:00:00Z", "expires_in_minutes": 42})
        self.ask("POST", "checkin", "uuid-3")
        self.clock("2025-11-09T14:30:00Z")
        self.assertEqual(self.active_users(), {
            "success": True, "count": 3, "timestamp": "2025-11-09T14:30:00Z",
            "data": [
                {"user_id": "uuid-3", "display_name": "", "checked_in_at": "2025-11-09T14:18:00Z",
                 "expires_at": "2025-11-09T15:18:00Z", "preferences": [0.5, 0.5, 0.5, 0.5, 0.5]},
                {"user_id": "uuid-2", "display_name": "BeatLover", "checked_in_at": "2025-11-09T14:15:00Z",
                 "expires_at": "2025-11-09T15:15:00Z", "preferences": [0.3, 0.6, 0.9, 0.1, 0.7]},
                {"user_id": "uuid-1", "display_name": "MusicFan", "checked_in_at": "2025-11-09T14:00:00Z",
                 "expires_at": "2025-11-09T15:00:00Z", "preferences": [0.5, 0.8, 0.2, 1.0, 0.0]}]})
        self.assertEqual(self.ask("POST", "checkout", "uuid-2"), {"success": True, "message": "Checked out successfully"})
        self.assertEqual(self.ask("GET", "session", "uuid-2"), OUT)
        self.assertEqual([user["user_id"] for user in self.active_users()["data"]], ["uuid-3", "uuid-1"])

    def test_a_pass_ends_after_an_hour_to_the_second(self):
        first = self.ask("POST", "checkin")["data"]["session_id"]
        self.clock("2025-11-09T14:59:59.999Z")
        self.assertEqual(self.ask("GET", "session")["data"]["minutes_remaining"], 1)
        self.assertEqual(self.active_users()["count"], 1)
        self.clock("2025-11-09T15:00:00Z")
        self.assertEqual(self.ask("GET", "session"), OUT)
        self.assertEqual(self.active_users(), {"success": True, "count": 0, "timestamp": "2025-11-09T15:00:00Z", "data": []})
        self.assertEqual(self.ask("POST", "checkout"), {"success": True, "message": "Checked out successfully"})
        second = self.ask("POST", "checkin")["data"]
        self.assertNotEqual(second["session_id"], first)
        self.assertEqual(second["expires_at"], "2025-11-09T16:00:00Z")
        self.assertEqual(self.it.get(f"/v1/sessions/{first}").json["status"], "expired")

    def test_checked_out_and_in_again_within_the_hour_is_a_new_pass(self):
        first = self.ask("POST", "checkin")["data"]["session_id"]
        self.ask("POST", "checkout")
        self.assertNotEqual(self.ask("POST", "checkin")["data"]["session_id"], first)

    def test_mistakes(self):
        for method, path, status in (("GET", "/api/model/nothing", 404), ("DELETE", "/api/session", 405)):
            answer = self.it.call(method, path)
            self.assertEqual(answer.status, status, answer)
            self.assertEqual((answer.json["success"], list(answer.json)), (False, ["success", "error"]))
        self.assertEqual(self.it.call("GET", "/api/checkin").json["error"], "Method not allowed")


if __name__ == "__main__":
    unittest.main()
