"""The webhook: signed, repeated, given up, and where it stood after a restart. The test clock drives the retries."""

import base64
import hashlib
import hmac
import http.server
import json
import os
import shutil
import threading
import unittest

import story
from muster import ServerTest, wait_until

SECRET = b"0123456789abcdef0123456789abcdef"


class Receiver(http.server.BaseHTTPRequestHandler):
    """Answers each call as the next of `answers` says, then 204."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = self.server.answers.pop(0) if self.server.answers else 204
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.server.calls.append((self.path, dict(self.headers), body))

    def log_message(self, *arguments):
        pass


class Listener(http.server.ThreadingHTTPServer):
    def __init__(self):
        super().__init__(("127.0.0.1", 0), Receiver)
        self.answers, self.calls, self.connections = [], [], 0

    def verify_request(self, request, client_address):
        self.connections += 1
        return True


class Webhook(ServerTest):
    def setUp(self):
        super().setUp()
        self.receiver = Listener()
        thread = threading.Thread(target=self.receiver.serve_forever)
        thread.start()
        self.addCleanup(lambda: (self.receiver.shutdown(), thread.join(), self.receiver.server_close()))
        secret = self.write("secret", "whsec_" + base64.b64encode(SECRET).decode() + "\n")
        self.arguments = ["--test-clock", story.NOW, "--webhook-url", f"http://127.0.0.1:{self.receiver.server_port}/hook",
                          "--webhook-loopback", "--webhook-secret-file", secret]
        self.muster = self.server(*self.arguments)
        self.number = 0

    def emergency(self, reason="emergency"):
        self.number += 1
        session = f"e-{self.number}"
        for call, item in (("check-ins", {"kind": "worklog"}), ("check-outs", {"reason": reason})):
            self.advance(1)
            answer = self.muster.post(f"/v1/{call}", {"subject": f"ann-{self.number}", "session_id": session, **item}, {"Prefer": "wait=10"})
            self.assertLess(answer.status, 300, answer)
        return session

    def figure(self, name):
        for line in self.muster.get("/metrics").body.splitlines():
            if line.startswith(f"muster_webhook_{name} "):
                return float(line.split()[1])
        return None

    def calls(self, number):
        wait_until(f"{number} calls", lambda: len(self.receiver.calls) >= number)
        return self.receiver.calls

    def advance(self, seconds):
        self.assertEqual(self.muster.put("/test/clock", {"advance_s": seconds}).status, 200)

    def letters(self):
        path = os.path.join(self.data(), "webhook", "dead_letters.ndjson")
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def test_an_emergency_is_told_signed(self):
        self.emergency("checkout")
        session = self.emergency()
        path, headers, body = self.calls(1)[0]
        self.assertEqual(path, "/hook")
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        expected = base64.b64encode(hmac.new(SECRET, signed, hashlib.sha256).digest()).decode()
        self.assertEqual(headers["webhook-signature"], "v1," + expected)
        self.assertLess(len(body), 20_000)
        said = json.loads(body)
        self.assertEqual((said["type"], said["data"]["session"]["session_id"], said["data"]["tenant"]), ("session.emergency", session, "default"))
        wait_until("delivery", lambda: self.figure("delivered_total") == 1)
        # More that becomes known of the session is no second alarm.
        self.muster.post(f"/v1/sessions/{session}/review", {"decision": "approve"}, {"Prefer": "wait=10"})
        other = self.emergency()
        self.assertEqual([json.loads(call[2])["data"]["session"]["session_id"] for call in self.calls(2)], [session, other])

    def test_a_failed_call_is_repeated_later_with_the_same_id(self):
        self.receiver.answers = [500, 302]
        self.emergency()
        self.calls(1)
        wait_until("the failure is counted", lambda: self.figure("failures_total") == 1)
        self.advance(7)  # 5 s, up to a fifth longer
        self.calls(2)
        wait_until("a redirect is a failure", lambda: self.figure("failures_total") == 2)
        self.advance(361)
        first, second, third = self.calls(3)
        self.assertEqual(first[1]["webhook-id"], third[1]["webhook-id"])
        self.assertNotEqual(first[1]["webhook-signature"], third[1]["webhook-signature"])
        self.assertEqual({first[2], second[2], third[2]}, {first[2]})
        self.assertEqual({call[0] for call in self.receiver.calls}, {"/hook"})

    def test_in_the_end_it_is_a_dead_letter(self):
        self.receiver.answers = [503] * 10
        session = self.emergency()
        for attempt in range(1, 11):
            self.calls(attempt)
            wait_until("the failure is counted", lambda a=attempt: self.figure("failures_total") == a)
            self.advance(105_000)
        wait_until("a dead letter", lambda: self.figure("dead_letters") == 1)
        self.assertEqual(self.figure("pending"), 0)
        (letter,) = self.letters()
        self.assertEqual((letter["body"]["data"]["session"]["session_id"], letter["why"]), (session, "the receiver answered 503"))

    def test_names_of_private_addresses_are_not_called(self):
        self.assertEqual(self.muster.end(), 0)
        url = f"https://localhost:{self.receiver.server_port}/hook"
        self.muster = self.server("--test-clock", story.NOW, "--webhook-url", url, *self.arguments[-2:])
        self.emergency()
        wait_until("it is refused", lambda: "private addresses" in self.muster.stderr())
        wait_until("it waits", lambda: (self.figure("failures_total"), self.figure("pending")) == (1, 1))
        self.assertEqual(self.receiver.connections, 0)

    def test_gone_ends_it(self):
        self.receiver.answers = [410]
        self.emergency()
        wait_until("it is disabled", lambda: self.figure("disabled") == 1)
        self.assertEqual(len(self.letters()), 1)
        self.emergency()
        self.assertEqual(self.muster.end(), 0)
        self.muster = self.server(*self.arguments)
        self.assertEqual(self.figure("disabled"), 1)
        self.assertEqual(len(self.receiver.calls), 1)

    def test_it_goes_on_where_it_stood(self):
        self.receiver.answers = [500]
        first = self.emergency()
        wait_until("the failure is counted", lambda: self.figure("failures_total") == 1)
        self.assertEqual(self.muster.end(), 0)
        self.muster = self.server(*self.arguments[2:], "--test-clock", "2026-11-21T13:00:00Z")
        ids = [call[1]["webhook-id"] for call in self.calls(2)]
        self.assertEqual(ids[0], ids[1])
        # A state made anew from the log announces nothing, so nothing is told twice.
        self.assertEqual(self.muster.end(), 0)
        shutil.rmtree(os.path.join(self.data(), "state"))
        self.muster = self.server(*self.arguments[2:], "--test-clock", "2026-11-21T13:00:00Z")
        second = self.emergency()
        self.assertEqual([json.loads(call[2])["data"]["session"]["session_id"] for call in self.calls(3)], [first, first, second])


if __name__ == "__main__":
    unittest.main()
