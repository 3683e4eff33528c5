"""Closing many at once and following what happens, through the program itself."""

import threading
import unittest

from muster import ServerTest, wait_until

WAIT = {"Prefer": "wait=10"}
CHANGES, CLOSE = "/v1/changes", "/v1/sessions/close"


def events(answer):
    """Of a burst: (event, id, session id) each, and the last id."""
    told, last = [], None
    for block in answer.body.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        last = lines.get("id", last)
        if "event" in lines:
            told.append((lines["event"], lines["id"]))
    return told, last


class AdminWork(ServerTest):
    def check_in(self, server, subject):
        answer = server.post("/v1/check-ins", {"subject": subject, "session_id": f"{subject}-1", "kind": "worklog"}, WAIT)
        self.assertEqual(answer.status, 200, answer)

    def test_what_is_shown_is_closed_and_followed(self):
        server = self.server()
        _, start = events(server.get(CHANGES))
        for subject in ("ann", "bob", "eve"):
            self.check_in(server, subject)
        shown = server.post(CLOSE, {"dry_run": True, "kind": "worklog"}).json
        self.assertEqual(shown["count"], 3)
        server.post("/v1/check-outs", {"subject": "bob", "session_id": "bob-1"}, WAIT)
        done = server.post(CLOSE, {"token": shown["token"], "why": "night"})
        self.assertEqual(done.status, 200, done)
        self.assertEqual(sorted(one["session_id"] for one in done.json["closed"]), ["ann-1", "eve-1"])
        self.assertEqual([(one["session_id"], one["reason"]) for one in done.json["left"]], [("bob-1", "already_closed")])
        self.assertEqual(server.post(CLOSE, {"token": shown["token"], "why": "again"}).json["code"], "bad_token")

        told, at = [], start
        def all_told():
            nonlocal at
            more, at = events(server.get(CHANGES, {"Last-Event-ID": at}))
            told.extend(more)
            return len(told) >= 6
        wait_until("six changes", all_told)
        self.assertEqual(sorted(event for event, _ in told), ["ended"] * 3 + ["opened"] * 3)

    def test_a_reader_goes_on_after_a_restart(self):
        server = self.server()
        _, at = events(server.get(CHANGES))
        server.end()
        server.start()
        self.check_in(server, "ann")
        told, _ = events(server.get(CHANGES, {"Last-Event-ID": at}))
        self.assertEqual([event for event, _ in told], ["opened"])

    def test_who_waits_does_not_hold_up_the_end(self):
        server = self.server()
        _, at = events(server.get(CHANGES))
        answers = []
        waiting = threading.Thread(target=lambda: answers.append(server.get(CHANGES, {"Last-Event-ID": at})))
        waiting.start()
        # The reader's request is counted once it is there: in flight beside the one that asks.
        wait_until("the reader to wait", lambda: "muster_http_in_flight_requests 2" in server.get("/metrics").body)
        server.end()
        waiting.join()
        self.assertEqual((answers[0].status, events(answers[0])), (200, ([], at)))


if __name__ == "__main__":
    unittest.main()
