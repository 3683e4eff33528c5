"""A state that is made anew from the log: nobody is answered from a part of it, nothing is announced twice."""

import os
import shutil
import signal
import threading
import unittest

import story
from muster import ServerTest, run, wait_until


class Rebuild(ServerTest):
    def answers(self, server):
        return {question: story.without_positions(server.get(question).json) for question in story.QUESTIONS}

    def announced(self):
        code, out, err = run("replay", "--data", self.data(), "--topic", "sessions")
        self.assertEqual(code, 0, err)
        return out

    def told(self, **options):
        server = self.server("--test-clock", story.NOW, **options)
        for position in story.tell(server):
            server.get("/v1/stats", {"Muster-Position": position})
        return server

    def there(self, name):
        return os.path.exists(os.path.join(self.data(), name))

    def exchanged(self, server):
        wait_until("the exchange", lambda: "muster_rebuild_running 0" in server.get("/metrics").body)
        self.assertTrue(self.there("state.old-1"))
        self.assertFalse(self.there("state.old-1/IDENTITY"))  # put back it is another store
        self.assertFalse(self.there("state.new"))

    def test_the_first_answer_is_of_all_of_it(self):
        server = self.told()
        before = self.answers(server)
        self.assertEqual(server.end(), 0)
        announced = self.announced()
        self.assertTrue(announced)

        shutil.rmtree(self.data() + "/state")
        server = self.server("--test-clock", story.NOW, ready=False)
        statuses = []

        def answered():
            statuses.append(server.get("/v1/sessions").status)
            return statuses[-1] == 200

        wait_until("an answer", answered)
        self.assertLessEqual(set(statuses), {200, 503})
        self.assertEqual(self.answers(server), before)
        self.assertIn("muster_rebuilding_partitions 0", server.get("/metrics").body)
        self.assertEqual(server.end(), 0)
        self.assertEqual(self.announced(), announced)

    def test_writes_are_taken_while_the_state_is_made(self):
        server = self.server()
        for subject in range(60):
            items = [{"subject": f"s-{subject}", "kind": "pc", "session_id": f"{subject}-{n}"} for n in range(1000)]
            answer = server.post("/v1/check-ins", items)
            self.assertEqual(answer.status, 202)
        server.get("/v1/stats", {"Muster-Position": answer.headers["Muster-Position"]})
        self.assertEqual(server.end(), 0)
        shutil.rmtree(self.data() + "/state")
        server = self.server(ready=False)
        taken, before, last = 0, 0, None
        while server.get("/v1/sessions?limit=1").status != 200:
            answer = server.post("/v1/check-ins", {"subject": "late", "kind": "pc", "session_id": f"n-{taken}"})
            self.assertIn(answer.status, (202, 503))
            if answer.status == 202:
                taken, last = taken + 1, answer.headers["Muster-Position"]
                if server.get("/v1/sessions/n-0").status == 503:
                    before = taken
        self.assertGreater(before, 0)
        page = server.get("/v1/subjects/late/sessions?limit=1000", {"Muster-Position": last}).json
        self.assertEqual(len(page["items"]), taken)

    def test_beside_the_one_that_serves(self):
        server = self.told()
        before = self.answers(server)
        stop, statuses = threading.Event(), set()

        def ask():
            while not stop.is_set():
                statuses.add(server.get("/v1/sessions?status=active&limit=5").status)
                statuses.add(server.get("/v1/sessions/w1").status)
                statuses.add(server.get("/readyz").status)

        asking = threading.Thread(target=ask)
        asking.start()
        code, out, err = run("rebuild", "--url", f"http://127.0.0.1:{server.port}", "--wait")
        self.assertEqual(code, 0, err)
        self.exchanged(server)
        position = server.post("/v1/check-ins", story.item("zoe", "z", "11:59:00", kind="pc")).headers["Muster-Position"]
        self.assertEqual(server.get("/v1/sessions/z", {"Muster-Position": position}).status, 200)
        server.post("/v1/sessions/z/amend", {"void": True, "why": "a test"})
        stop.set()
        asking.join()
        self.assertEqual(statuses, {200})
        self.assertEqual(server.post("/admin/rebuild", {"x": 1}).status, 422)
        self.assertEqual(server.post("/admin/rebuild", {}).status, 202)  # once more
        wait_until("the second exchange", lambda: self.there("state.old-2"))
        self.exchanged(server)
        self.assertEqual(server.end(), 0)
        code, out, err = run("verify", "--data", self.data())
        self.assertEqual(code, 0, out + err)
        self.assertEqual({k: v for k, v in before.items() if "ann" in k},
                         {k: v for k, v in self.answers(self.server("--test-clock", story.NOW)).items() if "ann" in k})

    def test_nothing_is_announced_twice(self):
        server = self.told()
        before = self.answers(server)
        wait_until("announcements", lambda: "muster_outbox_waiting 0" in server.get("/metrics").body)
        server.end()
        announced = self.announced()
        server = self.server("--test-clock", story.NOW)
        self.assertEqual(server.post("/admin/rebuild", {}).status, 202)
        self.exchanged(server)
        self.assertEqual(self.answers(server), before)
        self.assertEqual(server.end(), 0)
        self.assertEqual(self.announced(), announced)

    def test_killed_in_the_middle_it_goes_on(self):
        server = self.told()
        before = self.answers(server)
        self.assertEqual(server.post("/admin/rebuild", {}).status, 202)
        server.end(signal.SIGKILL)
        server = self.server("--test-clock", story.NOW)
        self.exchanged(server)
        self.assertEqual(self.answers(server), before)

    def test_killed_in_the_exchange_it_is_done_at_the_next_start(self):
        server = self.told(env={"MUSTER_CRASH_AT": "mid_exchange"})
        before = self.answers(server)
        self.assertEqual(server.post("/admin/rebuild", {}).status, 202)
        wait_until("its end", lambda: not server.running())
        self.assertTrue(self.there("state.new"))
        self.assertFalse(self.there("state"))
        server.end()
        announced = self.announced()
        server = self.server("--test-clock", story.NOW)
        self.assertEqual(self.answers(server), before)
        self.assertFalse(self.there("state.new"))
        self.assertEqual(server.end(), 0)
        self.assertEqual(self.announced(), announced)

    def test_what_is_left_of_another_build_is_begun_anew(self):
        self.told().end()
        os.mkdir(self.data() + "/state.new")
        with open(self.data() + "/state.new/CURRENT", "w", encoding="utf-8") as file:
            file.write("rubbish\n")
        self.exchanged(self.server("--test-clock", story.NOW))


if __name__ == "__main__":
    unittest.main()
