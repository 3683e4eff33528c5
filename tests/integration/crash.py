"""Crash tests: the server is killed by SIGKILL at named moments and at random ones, under load, against
a ledger of what it acknowledged. Nothing acknowledged may be lost, nothing may count twice.

    MUSTER_BINARY=... python3 tests/integration/crash.py [NUMBER] [SEED]

NUMBER of kills (default: MUSTER_CRASH_KILLS, or 50). On the broker of MUSTER_TEST_KAFKA as well, where there is one. A failure
prints its seed.
"""

import os
import random
import signal
import sys
import threading
import unittest
import uuid

import story
from muster import DiedEarly, KAFKA, ServerTest, wait_until

POINTS = ["after_append", "mid_batch", "after_fold", "before_commit", "after_commit", "mid_outbox"]
WRITERS = 4
PING_S = 60  # the time that each acknowledged session counts
NUMBER = int(os.environ.get("MUSTER_CRASH_KILLS", "50"))
SEED = 0


class Ledger:
    """What was acknowledged. Each session is one `pc` check-in, which vouches for 60 counted seconds."""

    def __init__(self):
        self.lock = threading.Lock()
        self.sessions = {}
        self.closed = set()
        self.in_doubt = set()

    def acknowledged(self, item, closed):
        with self.lock:
            self.sessions[item["session_id"]] = item["subject"]
            if closed:
                self.closed.add(item["session_id"])

    def doubted(self, item):
        with self.lock:
            self.in_doubt.add(item["session_id"])


def write_until(server, ledger, stop, name, seed):
    draw = random.Random(seed)
    number = 0
    while not stop.is_set() and server.running():
        number += 1
        minute = draw.randrange(180)
        item = story.item(f"s-{draw.randrange(8)}", f"{name}-{number}", f"{8 + minute // 60:02}:{minute % 60:02}:00", kind="pc")
        try:
            taken = server.post("/v1/check-ins", [item, item]).json["items"]
            assert [one["status"] for one in taken] == [202, 202], taken
            ledger.acknowledged(item, False)
            if number % 3 == 0:
                out = {k: item[k] for k in ("subject", "session_id")}
                answer = server.post("/v1/check-outs", {**out, "time": story.at("11:59:00")})
                if answer.status == 202:
                    ledger.acknowledged(item, True)
        except (OSError, ValueError, KeyError, EOFError):
            ledger.doubted(item)
        except Exception:  # http.client's own, of a connection that was cut
            ledger.doubted(item)


class Crash(ServerTest):
    def setUp(self):
        super().setUp()
        self.draw = random.Random(SEED)
        self.points_reached = 0

    def arguments(self, kafka):
        clock = ["--test-clock", story.NOW]
        if not kafka:
            return clock
        return [*clock, "--log", f"kafka://{KAFKA}", "--topic-prefix", f"c{uuid.uuid4().hex[:12]}."]

    def one_life(self, ledger, name, arguments):
        """Starts it with a death to come, writes until it is dead."""
        point = self.draw.choice([*POINTS, None, None])
        env = {"MUSTER_CRASH_AT": f"{point}:{self.draw.randrange(1, 40)}"} if point else {}
        try:
            server = self.server(*arguments, env=env, ready=False)
        except DiedEarly as early:  # at its point already, on what the life before had left
            if early.code != -signal.SIGKILL or point is None:
                raise
            self.points_reached += 1
            return
        stop = threading.Event()
        writers = [threading.Thread(target=write_until, args=(server, ledger, stop, f"{name}-{w}", self.draw.random()))
                   for w in range(WRITERS)]
        for writer in writers:
            writer.start()
        died = threading.Event()
        death = self.draw.uniform(0.05, 0.8) if point is None else 3
        threading.Timer(death, died.set).start()
        wait_until("the end of a life", lambda: died.is_set() or not server.running())
        self.points_reached += point is not None and not server.running()
        server.end(signal.SIGKILL)
        stop.set()
        for writer in writers:
            writer.join()

    def check(self, ledger, arguments):
        server = self.server(*arguments)
        for session, subject in ledger.sessions.items():
            answer = server.get(f"/v1/sessions/{session}?subject={subject}")
            self.assertEqual(answer.status, 200, f"lost {session}, seed {SEED}")
            self.assertEqual(answer.json["counted_s"], PING_S, f"{session}, seed {SEED}")
            if session in ledger.closed:
                outcomes = [one["outcome"] for one in server.get(f"/v1/sessions/{session}/events?subject={subject}").json["items"]]
                self.assertTrue({"after_end", "closed", "already_closed"} & set(outcomes), outcomes)
        self.check_totals(server, ledger)
        self.assertEqual(server.end(), 0)

    def check_totals(self, server, ledger):
        """Hours are the sum over the sessions that are there: counted once, each."""
        there = server.sessions()
        known = set(ledger.sessions) | ledger.in_doubt
        self.assertLessEqual({one["session_id"] for one in there}, known, f"seed {SEED}")
        self.assertEqual(len(there), len({one["session_id"] for one in there}))
        total = sum(server.get(f"/v1/subjects/{subject}/hours?{story.DAY}&group_by=total").json["total_s"]
                    for subject in {one["subject"] for one in there})
        self.assertEqual(total, PING_S * len(there), f"seed {SEED}")

    def lives(self, number, kafka):
        arguments = self.arguments(kafka)
        ledger = Ledger()
        for life in range(number):
            self.one_life(ledger, f"l{life}", arguments)
            if life % 10 == 9 or life == number - 1:
                self.check(ledger, arguments)
        self.assertGreater(len(ledger.sessions), number, "too little was written to show anything")
        print(f"{number} lives, {len(ledger.sessions)} sessions acknowledged, {len(ledger.in_doubt)} in doubt, "
              f"{self.points_reached} ended at a named point", file=sys.stderr)

    def test_on_the_embedded_log(self):
        self.lives(NUMBER, kafka=False)

    @unittest.skipUnless(KAFKA, "no broker: MUSTER_TEST_KAFKA is not set")
    def test_on_kafka(self):
        self.lives(max(1, NUMBER // 5), kafka=True)


if __name__ == "__main__":
    SEED = random.randrange(1 << 32)
    if len(sys.argv) > 1 and sys.argv[1].isdigit():
        NUMBER = int(sys.argv.pop(1))
    if len(sys.argv) > 1 and sys.argv[1].isdigit():
        SEED = int(sys.argv.pop(1))
    print(f"seed {SEED}", file=sys.stderr)
    unittest.main()
