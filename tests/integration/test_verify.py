"""muster verify: of a stopped server's state, of a running one's, of a snapshot."""

import json
import os
import unittest

import story
from muster import ServerTest, run


class Verify(ServerTest):
    def setUp(self):
        super().setUp()
        self.muster = self.server("--test-clock", story.NOW)
        self.url = f"http://127.0.0.1:{self.muster.port}"
        for position in story.tell(self.muster):
            self.muster.get("/v1/stats", {"Muster-Position": position})

    def verify(self, *arguments, code=0):
        found, out, err = run("verify", "--json", *arguments)
        self.assertEqual(found, code, err + out)
        return json.loads(out) if out else err

    def test_a_stopped_servers_state(self):
        self.assertIn("store_locked", self.verify("--data", self.data(), code=1))
        self.muster.end()
        report = self.verify("--data", self.data())
        subjects = {one["subject"] for _, items in story.WRITES[:1] + story.WRITES[3:] for one in items}
        self.assertEqual(report["subjects"], len(subjects))
        self.assertEqual(report["events"], len(story.CHECK_INS + story.CHECK_OUTS + story.LATE_CHECK_IN))
        self.assertEqual(report["differing"], 0)
        self.assertEqual(self.verify("--data", self.data(), "--sample", "2")["subjects"], 2)
        bob = self.verify("--data", self.data(), "--subject", "bob")
        self.assertEqual((bob["subjects"], bob["events"]), (1, 3))
        self.assertIn("not_found", self.verify("--data", self.data(), "--subject", "nobody", code=1))
        self.server("--test-clock", story.NOW)  # goes on from it

    def test_a_running_servers_state(self):
        report = self.verify("--url", self.url)
        self.assertEqual(report["differing"], 0)
        self.assertGreater(report["rows"], 20)
        self.assertEqual(os.listdir(self.data() + "/snapshots"), [])

    def test_a_snapshot(self):
        self.assertEqual(run("snapshot", "create", "--name", "one", "--url", self.url)[0], 0)
        self.assertEqual(self.verify("--snapshot", "one", "--data", self.data())["differing"], 0)
        code, out, _ = run("verify", "--snapshot", self.data() + "/snapshots/one")
        self.assertEqual(code, 0)
        self.assertIn("0 differ", out)


if __name__ == "__main__":
    unittest.main()
