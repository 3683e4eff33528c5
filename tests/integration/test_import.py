"""muster import: a file of events into a running server."""

import http.server
import json
import os
import subprocess
import threading
import unittest

import story
from muster import BINARY, ServerTest, run, wait_until

POLICY_FREE = {"specversion": "1.0", "source": "/old-system"}


def event(number, kind, time, data, **more):
    return {**POLICY_FREE, "id": f"e-{number}", "type": f"muster.{kind}.v1", "subject": f"p-{number % 7}", "time": time, "data": data, **more}


def old_events(sessions):
    """Of 2024, beyond the horizon of what is not imported."""
    lines = []
    for n in range(sessions):
        day = f"2024-03-{n % 28 + 1:02}"
        lines.append(event(n, "checkin", f"{day}T08:00:00Z", {"session_id": f"s-{n}", "kind": "pc", "next_ping_s": 600, "grace_s": 5}))
        lines.append(event(n + 7 * sessions, "checkout", f"{day}T08:05:00Z", {"session_id": f"s-{n}"}, imported=False))
    return lines


class Import(ServerTest):
    def setUp(self):
        super().setUp()
        self.muster = self.server("--test-clock", story.NOW)
        self.url = f"http://127.0.0.1:{self.muster.port}"

    def file(self, lines, name="events.ndjson"):
        return self.write(name, "".join(one if isinstance(one, str) else json.dumps(one) + "\n" for one in lines))

    def imported(self, *arguments, code=0):
        found, out, err = run("import", "--url", self.url, *arguments)
        self.assertEqual(found, code, err)
        return out, err

    def seen(self, number):
        wait_until("imported sessions", lambda: len(self.muster.sessions()) == number)
        # Pings and check-outs of the same records: a write behind them waits for all.
        self.muster.post("/v1/pings", [{"subject": f"p-{n}", "session_id": "none"} for n in range(7)], {"Prefer": "wait=10"})
        return self.muster.sessions()

    def test_a_second_run_changes_nothing(self):
        path = self.file(old_events(1500))
        out, err = self.imported(path)
        self.assertIn("3000 events", out)
        self.assertIn("100 %", err)
        self.assertFalse(os.path.exists(path + ".progress"))
        self.assertFalse(os.path.exists(path + ".rejects"))
        before = self.seen(1500)
        self.assertEqual({one["status"] for one in before}, {"completed"})
        self.assertEqual({one["counted_s"] for one in before}, {300.0})
        self.assertIn("3000 events", self.imported(path)[0])
        self.assertEqual(self.seen(1500), before)

    def test_refused_lines_are_named(self):
        good = old_events(2)
        lines = [good[0], "not json\n", {**good[1], "time": "yesterday"}, "\n", {**good[2], "data": {"session_id": "x", "kind": "unheard-of"}},
                 {k: v for k, v in good[3].items() if k != "time"}, "x" * 300_000 + "\n", good[1]]
        path = self.file(lines)
        out, err = self.imported(path, code=1)
        self.assertIn("taken by the server: 2 events, refused: 5", out)
        self.assertIn(path + ".rejects", err)
        with open(path + ".rejects", encoding="utf-8") as file:
            rejects = [json.loads(line) for line in file]
        self.assertEqual([(one["line"], one["code"]) for one in sorted(rejects, key=lambda one: one["line"])],
                         [(2, "bad_json"), (3, "bad_time"), (5, "unknown_kind"), (6, "missing_field"), (7, "record_too_large")])
        kind = next(one for one in rejects if one["line"] == 5)
        self.assertEqual(kind["where"], "/data/kind")
        self.assertEqual(json.loads(kind["text"])["id"], good[2]["id"])
        self.assertEqual(self.seen(1)[0]["ended_at"], "2024-03-01T08:05:00.000Z")

    def test_a_dry_run_sends_nothing(self):
        path = self.file([*old_events(3), "{}\n"])
        out, _ = run("import", "--url", "http://127.0.0.1:1", "--dry-run", "--json", path)[1:]
        self.assertEqual(json.loads(out), {"taken": 6, "refused": 1})
        self.assertEqual(self.muster.sessions(), [])
        self.assertFalse(os.path.exists(path + ".progress"))

    def test_where_refused_lines_cannot_be_written_it_says_so(self):
        path = self.file(["broken\n", *old_events(1)])
        _, err = self.imported("--rejects", self.data("missing") + "/rejects", path, code=1)
        self.assertIn("can't be written", err)

    def lines_done(self, path):
        try:
            with open(path + ".progress", encoding="utf-8") as file:
                return json.load(file)["line"] - 1
        except FileNotFoundError:
            return 0

    def test_a_hundred_thousand_lines_through_kills(self):
        """Killed twice on the way: each session once, and each broken line once."""
        sessions, pings = 20_000, 3
        lines = []
        for n in range(sessions):
            time = f"2024-03-{n // 1440 + 1:02}T{n // 60 % 24:02}:{n % 60:02}"
            lines.append(event(n, "checkin", f"{time}:00Z", {"session_id": f"s-{n}", "kind": "pc", "next_ping_s": 30, "grace_s": 5}))
            for ping in range(1, pings + 1):
                lines.append(event(n + 7 * (ping + 1) * sessions, "ping", f"{time}:{ping * 10}Z", {"session_id": f"s-{n}", "next_ping_s": 30, "grace_s": 5}))
            lines.append(event(n + 7 * sessions, "checkout", f"{time}:50Z", {"session_id": f"s-{n}"}))
        broken = [100, 40_000, 99_999]
        for at in broken:
            lines.insert(at - 1, "{broken\n")
        path = self.file(lines)
        for stop in (10_000, 60_000):
            process = subprocess.Popen([BINARY, "import", "--url", self.url, path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                wait_until("part of the import", lambda: self.lines_done(path) >= stop or process.poll() is not None)
                self.assertIsNone(process.poll(), "it ended before it was killed")
            finally:
                process.kill()
                process.wait()
            self.assertLess(self.lines_done(path), len(lines))
        out, err = self.imported(path, code=1)
        self.assertIn("going on at line", err)
        self.assertIn(f"{len(lines) - len(broken)} events, refused: {len(broken)}", out)
        with open(path + ".rejects", encoding="utf-8") as file:
            self.assertEqual([json.loads(line)["line"] for line in file], broken)
        self.assertFalse(os.path.exists(path + ".progress"))
        self.assert_all_there(sessions)

    def assert_all_there(self, sessions):
        # Behind what each topic holds of each subject, and without effect: the clock stands, so that no topic
        # is behind another.
        behind = {"/v1/check-ins": {"kind": "pc"}, "/v1/pings": {}, "/v1/check-outs": {}}

        def seen():
            for path, more in behind.items():
                answer = self.muster.post(path, [{"subject": f"p-{n}", "session_id": f"s-{n}", **more} for n in range(7)], {"Prefer": "wait=30"})
                if any(one["outcome"] is None for one in answer.json["items"]):
                    return False
            return True
        wait_until("all of it in the answers", seen, 120)
        total = self.muster.get("/v1/hours?from=2024-01-01T00:00:00Z&to=2025-01-01T00:00:00Z&group_by=total").json
        self.assertEqual([one["started"] for one in total["items"]], [sessions])
        self.assertEqual(total["items"][0]["ended"], {"checkout": sessions})
        self.assertEqual(total["total_s"], 50 * sessions)

    def test_a_server_that_is_away(self):
        path = self.file(old_events(1))
        code, _, err = run("import", "--url", "http://127.0.0.1:1", path)
        self.assertEqual(code, 1)
        self.assertIn("muster serve", err)
        self.assertEqual(run("import", self.data("nothing"))[0], 1)
        self.assertEqual(run("import")[0], 2)


class Moody(http.server.BaseHTTPRequestHandler):
    """A server that answers each call as the next of `moods` says: the status of every other item, or of the call."""

    def do_POST(self):
        lines = self.rfile.read(int(self.headers["Content-Length"])).splitlines()
        self.server.calls.append([json.loads(line)["id"] for line in lines])
        mood = self.server.moods.pop(0) if self.server.moods else 202
        if mood == 500:
            status, body = 500, "oops"
        else:
            status = 202
            body = json.dumps({"items": [{"status": mood if n % 2 else 202, "problem": {"code": "log_full"}} for n in range(len(lines))]})
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *arguments):
        pass


class Interrupted(ServerTest):
    def moody(self, *moods):
        server = http.server.HTTPServer(("127.0.0.1", 0), Moody)
        server.moods, server.calls = list(moods), []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.addCleanup(lambda: (server.shutdown(), thread.join(), server.server_close()))
        return server, f"http://127.0.0.1:{server.server_port}"

    def test_it_goes_on_where_it_was(self):
        events = old_events(1250)
        path = self.write("events.ndjson", "bad\n" + "".join(json.dumps(one) + "\n" for one in events))
        server, url = self.moody(202, 500)
        code, _, err = run("import", "--url", url, path)
        self.assertEqual(code, 1, err)
        self.assertTrue(os.path.exists(path + ".progress"))
        code, out, err = run("import", "--url", url, path)
        self.assertEqual(code, 1)
        self.assertIn("going on at line 1002", err)
        self.assertIn("2500 events, refused: 1", out)
        calls = [call for number, call in enumerate(server.calls) if number != 1]
        self.assertEqual(sum(calls, []), [one["id"] for one in events])
        with open(path + ".rejects", encoding="utf-8") as file:
            self.assertEqual([json.loads(line)["line"] for line in file], [1])

    def test_another_file_of_the_name_is_read_from_its_start(self):
        path = self.write("events.ndjson", "".join(json.dumps(one) + "\n" for one in old_events(600)))
        server, url = self.moody(202, 500)
        self.assertEqual(run("import", "--url", url, path)[0], 1)
        self.write("events.ndjson", "".join(json.dumps({**one, "source": "/other"}) + "\n" for one in old_events(600)))
        code, out, err = run("import", "--url", url, path)
        self.assertEqual(code, 0, err)
        self.assertIn("1200 events", out)

    def test_what_a_busy_server_left_is_sent_again(self):
        path = self.write("events.ndjson", "".join(json.dumps(one) + "\n" for one in old_events(2)))
        server, url = self.moody(503)
        code, out, err = run("import", "--url", url, path)
        self.assertEqual(code, 0, err)
        self.assertIn("4 events", out)
        self.assertEqual(server.calls[1], server.calls[0][1::2])


if __name__ == "__main__":
    unittest.main()
