"""A broker of its own, killed and started again under load: the server stays live, says that it is not
ready, refuses at once rather than hang, and loses nothing it had acknowledged.

Skipped where deploy/kafka/run can have no Kafka; with CI=true that is a failure.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import unittest

import story
from muster import ServerTest, run, wait_until

RUN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "deploy", "kafka", "run")
NO_KAFKA = 77


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Broker:
    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.process = None
        self.pid = None

    def start(self):
        """False where there is no Kafka to be had."""
        self.process = subprocess.Popen([RUN, "--port", str(self.port), "--dir", self.folder], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("bootstrap="):
            self.process.stdout.close()
            if self.process.wait() == NO_KAFKA:
                return False
            raise AssertionError("the broker did not start")
        self.pid = int(line.split("pid=")[1].split()[0])
        return True

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()
        self.process = None

    def end(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
            self.process.stdout.close()


class Writer(threading.Thread):
    """One client: what is not acknowledged it sends again, with the same content, until it is. Every
    third item is a check-out of the session before it."""

    def __init__(self, server, name, stop):
        super().__init__()
        self.server, self.subject, self.stop = server, name, stop
        self.sessions, self.events = [], []  # acknowledged
        self.refused = 0
        self.failure = None

    def run(self):
        try:
            number = 0
            while not self.stop.is_set():
                number += 1
                item = story.item(self.subject, f"{self.subject}-{number}", "09:00:00", kind="pc")
                if not self.send("/v1/check-ins", item):
                    return
                self.sessions.append(item["session_id"])
                if number % 3 == 0 and not self.send("/v1/check-outs", story.item(self.subject, item["session_id"], "10:00:00")):
                    return
        except Exception as failure:  # told by the test: a thread's own end is silent
            self.failure = failure

    def send(self, path, item):
        """True once it is acknowledged, false where the test ends before."""
        while not self.stop.is_set():
            answer = self.server.post(path, item)
            if answer.status == 202:
                self.events.append(answer.json["event_id"])
                return True
            assert answer.status == 503, answer
            assert int(answer.headers["Retry-After"]) > 0, answer
            self.refused += 1
            self.stop.wait(0.05)
        return False


class BrokerAway(ServerTest):
    def setUp(self):
        super().setUp()
        self.broker = Broker(self.data("broker"))
        if not self.broker.start():
            if os.environ.get("CI") == "true":
                self.fail("no Kafka")
            print("SKIPPED: a broker killed under load (deploy/kafka/run has no Kafka)", file=sys.stderr)
            self.skipTest("no Kafka")
        self.addCleanup(self.broker.end)
        self.topics = ["--log", f"kafka://127.0.0.1:{self.broker.port}"]
        self.one = self.server("--test-clock", story.NOW, log=self.topics)
        stop = threading.Event()
        self.writers = [Writer(self.one, f"w{number}", stop) for number in range(3)]
        self.addCleanup(self.stop_writers, stop)
        for writer in self.writers:
            writer.start()

    def stop_writers(self, stop):
        stop.set()
        for writer in self.writers:
            writer.join()

    def all_of(self, what):
        return [one for writer in self.writers for one in getattr(writer, what)]

    def refused(self):
        return sum(writer.refused for writer in self.writers)

    def wait_for_acknowledged(self, more):
        before = len(self.all_of("events"))
        wait_until("more are acknowledged", lambda: len(self.all_of("events")) >= before + more or self.failed())

    def failed(self):
        return any(writer.failure for writer in self.writers)

    def test_killed_and_started_again_under_load(self):
        self.wait_for_acknowledged(30)
        self.broker.kill()
        wait_until("not ready", lambda: self.one.get("/readyz").status == 503)
        wait_until("writes are refused", lambda: self.refused() > 3 or self.failed())
        self.assertIn("[-] log", self.one.get("/readyz?verbose").body)
        self.assertEqual(self.one.get("/livez").status, 200)
        self.assertEqual(self.one.get("/v1/stats").status, 200)
        self.assertTrue(self.broker.start())
        wait_until("ready again", lambda: self.one.get("/readyz").status == 200)
        self.wait_for_acknowledged(30)
        self.stop_writers(self.writers[0].stop)
        self.assertEqual([writer.failure for writer in self.writers if writer.failure], [])
        self.check_projections()
        self.check_topics()

    def check_projections(self):
        last = self.one.post("/v1/check-ins", [story.item(f"w{n}", f"w{n}-last", "09:00:00", kind="pc") for n in range(3)],
                             {"Prefer": "wait=10"})
        self.assertEqual(last.status, 200, last)
        there = self.one.sessions()
        ids = [one["session_id"] for one in there]
        self.assertEqual(len(ids), len(set(ids)))
        self.assertLessEqual(set(self.all_of("sessions")), set(ids))
        for one in there:  # one voucher each, however often it was sent
            self.assertEqual(one["counted_s"], 60.0, one)
        for writer in self.writers:
            hours = self.one.get(f"/v1/subjects/{writer.subject}/hours?{story.DAY}&group_by=total").json
            self.assertEqual(hours["total_s"], 60.0 * sum(one["subject"] == writer.subject for one in there))

    def check_topics(self):
        code, out, err = run("replay", *self.topics, "--data", self.data(), "--topic", "checkins", "--topic", "checkouts")
        self.assertEqual(code, 0, err)
        written = {json.loads(line)["value"]["id"] for line in out.splitlines()}
        self.assertEqual(set(self.all_of("events")) - written, set())


if __name__ == "__main__":
    unittest.main()
