"""From events to answers on the embedded log, and the same again after every kind of end."""

import os
import shutil
import signal
import unittest

import story
from muster import ServerTest, wait_until


def clocked(test, **options):
    return test.server("--test-clock", story.NOW, **options)


def answers(server, positions=()):
    found = {}
    for question in story.QUESTIONS:
        for position in positions:
            assert server.get("/v1/stats", {"Muster-Position": position}).status == 200
        answer = server.get(question)
        assert answer.status == 200, (question, answer)
        found[question] = answer.body
    return found


class Answers(ServerTest):
    def setUp(self):
        super().setUp()
        self.maxDiff = None
        self.first = clocked(self)
        self.positions = story.tell(self.first)
        self.told = answers(self.first, self.positions)

    def session(self, session):
        return self.first.get(f"/v1/sessions/{session}").json

    def test_each_kind_shows_what_its_policy_says(self):
        self.assertEqual(self.session("w1")["status"], "completed")
        self.assertEqual(self.session("w1")["counted_s"], 2.25 * 3600)
        self.assertEqual(self.session("d1")["end_reason"], "evicted")
        self.assertEqual(self.session("d4")["end_reason"], "logout")
        self.assertEqual(self.session("t1")["status"], "active")
        self.assertEqual(self.session("t1")["ends_by"], "2026-11-21T12:30:00.000Z")
        self.assertEqual(self.session("p1")["status"], "lapsed")
        self.assertEqual(self.session("p1")["counted_s"], 8 * 60 + 60)
        self.assertEqual(self.session("v1")["check_in_position"]["verdict"], "inside")
        self.assertEqual(self.session("x1")["status"], "completed")

    def test_lists_hours_and_counts(self):
        active = self.first.get("/v1/sessions?status=active").json
        self.assertEqual({one["session_id"] for one in active["items"]}, {"t1", "w2"})
        hours = self.first.get(f"/v1/subjects/ann/hours?{story.DAY}&group_by=hour").json
        self.assertEqual(hours["tz"], "Europe/Berlin")
        self.assertEqual([(row["label"], row["seconds"]) for row in hours["items"]][:2],
                         [("2026-11-21T09:00+01:00", 3600.0), ("2026-11-21T10:00+01:00", 3600.0)])
        stats = {(row["kind"], row["status"]): row["count"] for row in self.first.get("/v1/stats").json["items"]}
        self.assertEqual(stats[("worklog", "active")], 1)
        trail = self.first.get("/v1/sessions/v1/trail").json
        self.assertEqual(len(trail["items"]), len(story.LOCATIONS))

    def test_a_write_that_waits_answers_with_the_session(self):
        answer = self.first.post("/v1/check-ins", story.item("fay", "f1", "11:59:00", kind="pass"), {"Prefer": "wait=5"})
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.json["outcome"], "opened")
        self.assertEqual(answer.json["session"]["session_id"], "f1")
        self.assertIn("wait", answer.headers["Preference-Applied"])

    def test_a_read_sees_the_write_whose_position_it_sends(self):
        for number in range(20):
            written = self.first.post("/v1/check-ins", story.item("gil", f"g{number}", "11:00:00", kind="pc"))
            seen = self.first.get(f"/v1/sessions/g{number}", {"Muster-Position": written.headers["Muster-Position"]})
            self.assertEqual(seen.status, 200)

    def test_the_test_clock_ends_what_time_ends(self):
        self.assertIn("test clock 2026-11-21T12:00:00.000Z", self.first.get("/readyz").body)
        moved = self.first.put("/test/clock", {"advance_s": 1800})
        self.assertEqual(moved.json["now"], "2026-11-21T12:30:00.000Z")
        self.assertEqual(self.session("t1")["status"], "expired")
        wait_until("an ended session leaves the list",
                   lambda: [one["session_id"] for one in self.first.get("/v1/sessions?status=active").json["items"]] == ["w2"])
        self.assertEqual(self.first.put("/test/clock", {"now": "tomorrow"}).status, 422)

    def test_an_orderly_end_changes_nothing(self):
        self.assertEqual(self.first.end(signal.SIGTERM), 0)
        self.assertEqual(answers(clocked(self)), self.told)

    def test_sigint_is_an_orderly_end_too(self):
        self.assertEqual(self.first.end(signal.SIGINT), 0)

    def test_a_kill_changes_nothing(self):
        self.first.end(signal.SIGKILL)
        self.assertEqual(answers(clocked(self)), self.told)

    def test_a_rebuild_from_the_log_gives_the_same_bytes(self):
        self.first.end()
        shutil.rmtree(os.path.join(self.data(), "state"))
        self.assertEqual(answers(clocked(self)), self.told)

    def test_telling_it_again_changes_no_answer(self):
        again = story.tell(self.first)
        repeated = answers(self.first, again)
        for question, answer in self.told.items():
            if not question.endswith("/events"):  # each copy is in the history
                self.assertEqual(repeated[question], answer, question)


if __name__ == "__main__":
    unittest.main()
