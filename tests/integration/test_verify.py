"""muster verify: of a stopped server's state, of a running one's, of a snapshot."""

import http.server
import json
import os
import threading
import unittest

import story
from muster import ServerTest, run


class Impostor(http.server.BaseHTTPRequestHandler):
    """Answers as a server that has made the snapshot in `folder`, or in a folder of the name that was asked for."""

    folder = ""
    named = False

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        folder = os.path.join(self.folder, asked["name"]) if self.named else self.folder
        if self.named:
            os.mkdir(folder)
        body = json.dumps({"name": asked["name"], "folder": folder, "files": "many"}).encode()
        self.send_response(201)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


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

    def test_nothing_is_removed_at_the_word_of_whoever_answers(self):
        precious = self.data("precious")
        os.mkdir(precious)
        listener = http.server.HTTPServer(("127.0.0.1", 0), Impostor)
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        self.addCleanup(listener.server_close)
        self.addCleanup(listener.shutdown)
        Impostor.folder = precious
        for Impostor.named in (False, True):
            code, _, err = run("verify", "--url", f"http://127.0.0.1:{listener.server_port}")
            self.assertEqual(code, 1, err)
            self.assertTrue(os.path.isdir(precious))
        self.assertEqual(len(os.listdir(precious)), 1)

    def test_a_snapshot(self):
        self.assertEqual(run("snapshot", "create", "--name", "one", "--url", self.url)[0], 0)
        self.assertEqual(self.verify("--snapshot", "one", "--data", self.data())["differing"], 0)
        code, out, _ = run("verify", "--snapshot", self.data() + "/snapshots/one")
        self.assertEqual(code, 0)
        self.assertIn("0 differ", out)


if __name__ == "__main__":
    unittest.main()
