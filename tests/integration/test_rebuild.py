"""A state that is made anew from the log: nobody is answered from a part of it, nothing is announced twice."""

import shutil
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

    def test_the_first_answer_is_of_all_of_it(self):
        server = self.server("--test-clock", story.NOW)
        for position in story.tell(server):
            server.get("/v1/stats", {"Muster-Position": position})
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


if __name__ == "__main__":
    unittest.main()
