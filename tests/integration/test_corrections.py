"""Sessions amended, reviewed and closed by their id, through the program itself."""

import unittest

from muster import ServerTest, wait_until

WAIT = {"Prefer": "wait=10"}
NOW = "2026-11-21T12:00:00Z"


class Corrections(ServerTest):
    def setUp(self):
        super().setUp()
        self.server = self.server("--test-clock", NOW)
        self.check_in("ann", "w1", "2026-11-21T08:00:00Z")

    def check_in(self, subject, session, time, kind="worklog"):
        answer = self.server.post("/v1/check-ins", {"subject": subject, "session_id": session, "kind": kind,
                                                    "time": time}, WAIT)
        self.assertEqual(answer.status, 200, answer)
        return answer.json["outcome"]

    def correct(self, path, body, headers=None):
        return self.server.post(f"/v1/sessions/{path}", body, {**WAIT, **(headers or {})})

    def states(self):
        return [(one["session_id"], one["review"]["state"]) for one in self.server.get("/v1/reviews").json["items"]]

    def test_an_amended_end_is_shown_and_waits_for_review(self):
        answer = self.correct("w1/amend", {"ended_at": "2026-11-21T10:00:00Z", "why": "left early"})
        self.assertEqual((answer.status, answer.json["outcome"]), (200, "applied"), answer)
        self.assertEqual(answer.json["session"]["ended_at"], "2026-11-21T10:00:00.000Z")
        self.assertEqual(answer.json["session"]["counted_s"], 7200)
        self.assertTrue(answer.headers["Muster-Position"])
        self.assertEqual(self.states(), [("w1", "pending")])
        self.server.call("PUT", "/test/clock", {"advance_s": 60})
        answer = self.correct("w1/review", {"decision": "approve", "note": "as agreed"})
        self.assertEqual(answer.json["session"]["review"]["state"], "approved")
        self.assertEqual(self.states(), [])
        approved = self.server.get("/v1/sessions?review=approved").json["items"]
        self.assertEqual([one["session_id"] for one in approved], ["w1"])
        events = self.server.get("/v1/sessions/w1/events").json["items"]
        self.assertEqual([one["outcome"] for one in events], ["opened", "applied", "applied"])

    def test_on_a_clock_that_stands_what_was_written_is_shown(self):
        for _ in range(3):
            begun = self.server.post("/v1/check-ins", {"subject": "eve", "kind": "worklog"}, {"Prefer": "wait=5"})
            session = begun.json["session_id"]
            self.assertEqual(self.server.get(f"/v1/sessions/{session}").json["status"], "active")
            self.server.post("/v1/check-outs", {"subject": "eve", "kind": "worklog"}, {"Prefer": "wait=5"})
            shown = self.server.get(f"/v1/sessions/{session}").json
            self.assertEqual((shown["status"], shown["review"]["state"]), ("completed", "pending"))
            self.correct(f"{session}/review", {"decision": "approve"})
            self.assertEqual(self.server.get(f"/v1/sessions/{session}").json["review"]["state"], "approved")

    def test_closed_by_its_alias(self):
        self.assertEqual(self.check_in("ann", "w2", "2026-11-21T09:00:00Z"), "already_active")
        answer = self.correct("w2/close", {"why": "went home"})
        self.assertEqual((answer.json["outcome"], answer.json["session_id"]), ("closed", "w1"), answer)
        self.assertEqual(answer.json["session"]["end_reason"], "admin")
        self.assertEqual(answer.json["session"]["notes"], "went home")

    def test_the_same_key_is_the_same_correction(self):
        body, key = {"void": True, "why": "a mistake"}, {"Idempotency-Key": "k1"}
        first = self.correct("w1/amend", body, key)
        self.assertEqual(first.json["session"]["status"], "voided")
        again = self.correct("w1/amend", body, key)
        self.assertEqual(again.json["event_id"], first.json["event_id"])
        self.assertEqual(self.server.get("/v1/sessions?status=voided").json["items"][0]["session_id"], "w1")

    def test_an_id_of_two_subjects_names_one(self):
        self.check_in("bob", "w1", "2026-11-21T08:30:00Z")
        body = {"ended_at": "2026-11-21T10:00:00Z", "why": "left early"}
        answer = self.correct("w1/amend", body)
        self.assertEqual((answer.status, answer.json["code"]), (409, "ambiguous_session"))
        answer = self.correct("w1/amend?subject=bob", body)
        self.assertEqual(answer.json["session"]["subject"], "bob", answer)

    def test_what_is_wrong_is_named(self):
        cases = [
            ("w9/amend", {"void": True, "why": "x"}, 404, "not_found"),
            ("w1/amend", {"void": True}, 422, "missing_field"),
            ("w1/amend", {"why": "x"}, 422, "missing_field"),
            ("w1/amend", {"session_id": "w1", "void": True, "why": "x"}, 422, "unknown_field"),
            ("w1/amend", {"ended_at": "2026-11-21T13:00:00Z", "why": "x"}, 422, "ends_after_amendment"),
            ("w1/review", {"decision": "perhaps"}, 422, "bad_field"),
            ("w1/close", {"why": ""}, 422, "out_of_range"),
            ("w1/close?subjct=ann", {"why": "x"}, 400, "unknown_parameter"),
        ]
        for path, body, status, code in cases:
            answer = self.correct(path, body)
            said = answer.json.get("problem", answer.json)
            self.assertEqual((answer.status, said["code"]), (status, code), (path, answer))

    def test_flags_are_listed_as_time_raises_them(self):
        self.assertEqual(self.server.get("/v1/sessions?flag=long_running").json["items"], [])
        self.server.call("PUT", "/test/clock", {"advance_s": 9 * 3600})

        def flagged():
            return [one["session_id"] for one in self.server.get("/v1/sessions?flag=long_running").json["items"]]

        wait_until("the flag", lambda: flagged() == ["w1"])
        flags = self.server.get("/v1/sessions/w1").json["flags"]
        self.assertEqual([(one["flag"], one["since"]) for one in flags], [("long_running", "2026-11-21T20:00:00.000Z"), ("late_arrival", "2026-11-21T08:00:00.000Z")])


if __name__ == "__main__":
    unittest.main()
