"""A broker of its own, killed and started again under load: the server stays live, says that it is not
ready, refuses at once rather than hang, and loses nothing it had acknowledged.

Skipped where deploy/kafka/run can have no Kafka; with CI in the environment that is a failure.
"""

import os
import signal
import socket
import subprocess
import threading
import unittest

import story
from muster import ServerTest, wait_until

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


class BrokerAway(ServerTest):
    def setUp(self):
        super().setUp()
        self.broker = Broker(self.data("broker"))
        if not self.broker.start():
            if os.environ.get("CI"):
                self.fail("no Kafka")
            self.skipTest("no Kafka")
        self.addCleanup(self.broker.end)
        self.one = self.server("--test-clock", story.NOW, "--log", f"kafka://127.0.0.1:{self.broker.port}")
        self.acknowledged = []
        self.refused = 0
        self.stop = threading.Event()

    def write(self, name):
        number = 0
        while not self.stop.is_set():
            number += 1
            item = story.item(name, f"{name}-{number}", "09:00:00", kind="pc")
            answer = self.one.post("/v1/check-ins", item)
            if answer.status == 202:
                self.acknowledged.append(item)
            else:
                self.assertEqual(answer.status, 503, answer)
                self.assertIn("Retry-After", answer.headers)
                self.refused += 1
                self.stop.wait(0.05)

    def acknowledged_more(self):
        before = len(self.acknowledged)
        return lambda: len(self.acknowledged) > before + 20

    def test_killed_and_started_again_under_load(self):
        writers = [threading.Thread(target=self.write, args=(f"w{number}",)) for number in range(3)]
        for writer in writers:
            writer.start()
        try:
            wait_until("some are acknowledged", self.acknowledged_more())
            self.broker.kill()
            wait_until("not ready", lambda: self.one.get("/readyz").status == 503)
            wait_until("writes are refused", lambda: self.refused > 0)
            self.assertEqual(self.one.get("/livez").status, 200)
            self.assertEqual(self.one.get("/v1/stats").status, 200)
            self.assertTrue(self.broker.start())
            wait_until("ready again", lambda: self.one.get("/readyz").status == 200)
            wait_until("more are acknowledged", self.acknowledged_more())
        finally:
            self.stop.set()
            for writer in writers:
                writer.join()
        self.check()

    def check(self):
        last = self.one.post("/v1/check-ins", [story.item(f"w{n}", "last", "09:00:00", kind="pc") for n in range(3)], {"Prefer": "wait=10"})
        self.assertEqual(last.status, 200, last)
        counted = {one["session_id"]: one["counted_s"] for one in self.one.sessions()}
        for item in self.acknowledged:
            self.assertEqual(counted.get(item["session_id"]), 60.0, item)


if __name__ == "__main__":
    unittest.main()
