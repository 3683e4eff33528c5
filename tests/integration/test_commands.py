"""Commands beside serve: replay, quarantine, sample; and what /metrics counts."""

import json
import re
import unittest

import story
from muster import ServerTest, run


class Commands(ServerTest):
    def told(self):
        server = self.server("--test-clock", story.NOW)
        story.tell(server)
        self.assertEqual(server.end(), 0)

    def replay(self, *arguments):
        code, out, err = run("replay", "--data", self.data(), *arguments)
        self.assertEqual(code, 0, err)
        return [json.loads(line) for line in out.splitlines()]

    def test_replay_prints_what_was_accepted(self):
        self.told()
        records = self.replay()
        self.assertEqual(len(records), sum(len(items) for _, items in story.WRITES))
        times = [record["timestamp"] for record in records]
        self.assertEqual(times, sorted(times))
        first = next(record for record in records if record["value"]["data"].get("session_id") == "v1")
        self.assertEqual(first["topic"], "muster.checkins.v1")
        self.assertEqual(first["key"], "default/bob")
        self.assertEqual(first["value"]["data"]["place"]["radius_m"], 100)

    def test_replay_chooses_by_topic_subject_and_time(self):
        self.told()
        self.assertEqual({record["topic"] for record in self.replay("--topic", "pings")}, {"muster.pings.v1"})
        self.assertEqual({record["key"] for record in self.replay("--subject", "bob")}, {"default/bob"})
        self.assertEqual(len(self.replay("--topic", "directory", "--subject", "ann")), 1)
        self.assertEqual(self.replay("--from", "2026-11-22T00:00:00Z"), [])
        self.assertEqual(self.replay("--to", "2026-11-21T00:00:00Z"), [])
        sessions = self.replay("--topic", "sessions", "--subject", "ann", "--headers")
        self.assertTrue(any(record["headers"]["ce_id"].startswith("w1:") for record in sessions), sessions)

    def test_an_empty_quarantine_says_so(self):
        self.told()
        for arguments, says in ((("list",), "nothing"), (("list", "--json"), ""), (("replay",), "put back: 0")):
            code, out, err = run("quarantine", *arguments, "--data", self.data())
            self.assertEqual(code, 0, err)
            self.assertIn(says, out)

    def test_a_sample_shows_every_kind(self):
        server = self.server()
        url = f"http://127.0.0.1:{server.port}"
        code, out, err = run("sample", "--url", url, "--users", "5", "--clients", "10", "--sessions", "20")
        self.assertEqual(code, 0, err)
        self.assertIn("5 people, 10 places, 20 sessions", out)
        self.assertIn("5 people, 10 places, 20 sessions", run("sample", "--url", url)[1])
        waited = server.post("/v1/pings", {"subject": "u-1", "session_id": "none"}, {"Prefer": "wait=10"})
        self.assertEqual(waited.status, 200)
        stats = server.get("/v1/stats").json["items"]
        self.assertEqual({row["kind"] for row in stats}, {"worklog", "visit", "pc", "device", "pass"})
        self.assertTrue(server.get("/v1/sessions?status=active").json["items"])
        self.assertGreater(server.get("/v1/subjects/u-1/hours").json["total_s"], 0)

    def test_an_admin_makes_a_sample_at_the_time_of_the_server(self):
        server = self.server("--test-clock", story.NOW, auth=())
        login, password = [line for line in server.stderr().splitlines() if line.startswith("admin credential: ")][0].split()[2:4]
        token = server.log_in(login, password)["access"]
        for _ in range(2):
            code, out, err = run("sample", "--url", f"http://127.0.0.1:{server.port}", "--token", token)
            self.assertEqual(code, 0, err)
            self.assertIn("20 sessions", out)
            amended = [one for one in server.get("/v1/sessions?kind=worklog&review=approved").json["items"] if one["amendments"]]
            self.assertEqual({len(one["amendments"]) for one in amended}, {1})
        self.assertTrue(server.get("/v1/sessions?status=active").json["items"])

    def test_metrics_count_requests_appends_and_folds(self):
        server = self.server("--test-clock", story.NOW)
        for position in story.tell(server):
            server.get("/v1/stats", {"Muster-Position": position})
        text = server.get("/metrics").body
        figures = dict(re.findall(r"^(\w+)(?:\{[^}]*\})? (\S+)$", text, re.M))
        for name in ("muster_build_info", "muster_folded_events_total", "muster_lag_records", "muster_log_commits_total",
                     "muster_store_block_cache_bytes", "muster_http_connections", "muster_store_block_cache_hits",
                     "muster_store_block_cache_misses", "muster_dirty_bytes"):
            self.assertIn(name, figures)
        for limit in ("muster_dirty_limit_bytes", "muster_http_in_flight_body_limit_bytes",
                      "muster_http_unsent_reply_limit_bytes", "muster_subject_cache_hits_total", "muster_subject_cache_misses_total"):
            self.assertGreater(float(figures[limit]), 0, limit)
        appended = re.search(r'muster_appended_records_total\{topic="muster.checkins.v1"\} (\d+)', text)
        self.assertEqual(int(appended.group(1)), len(story.CHECK_INS) + len(story.LATE_CHECK_IN))
        for subject in ("ann", "bob", "w1", "default/"):
            self.assertNotIn(f'"{subject}', text)


if __name__ == "__main__":
    unittest.main()
