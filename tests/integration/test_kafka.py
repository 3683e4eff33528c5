"""The same story on a real broker: the same answers, byte for byte but for positions in the log.

Runs where MUSTER_TEST_KAFKA names a broker (deploy/kafka/run starts one).
"""

import json
import os
import shutil
import unittest
import uuid

import story
from muster import KAFKA, ServerTest, run


def answers(server, positions=()):
    for position in positions:
        assert server.get("/v1/stats", {"Muster-Position": position}).status == 200
    return {question: story.without_positions(server.get(question).json) for question in story.QUESTIONS}


@unittest.skipUnless(KAFKA, "no broker: MUSTER_TEST_KAFKA is not set")
class OnKafka(ServerTest):
    def setUp(self):
        super().setUp()
        self.maxDiff = None
        self.log = ["--log", f"kafka://{KAFKA}", "--topic-prefix", f"t{uuid.uuid4().hex[:12]}."]
        self.clock = ["--test-clock", story.NOW]

    def on_kafka(self, name, *more, command="serve"):
        return self.server(*self.log, *self.clock, *more, data=self.data(name), command=command)

    def test_embedded_log_and_broker_give_the_same_answers(self):
        embedded = self.server(*self.clock, data=self.data("embedded"))
        expected = answers(embedded, story.tell(embedded))
        broker = self.on_kafka("kafka")
        self.assertEqual(answers(broker, story.tell(broker)), expected)

        self.assertEqual(broker.end(), 0)
        shutil.rmtree(os.path.join(self.data("kafka"), "state"))
        self.assertEqual(answers(self.on_kafka("kafka")), expected)

    def test_a_replica_and_a_door_beside_a_server(self):
        first = self.on_kafka("first")
        door = self.on_kafka("door", command="ingest")
        replica = self.on_kafka("replica", "--replica")
        positions = story.tell(door)
        self.assertEqual(answers(replica, positions), answers(first, positions))
        self.assertEqual(door.get("/v1/stats").status, 404)

    def test_replay_reads_the_topics(self):
        broker = self.on_kafka("kafka")
        story.tell(broker)
        code, out, err = run("replay", *self.log, "--data", self.data("kafka"), "--topic", "checkouts")
        self.assertEqual(code, 0, err)
        self.assertEqual(len(out.splitlines()), len(story.CHECK_OUTS))
        self.assertEqual({json.loads(line)["topic"] for line in out.splitlines()}, {"muster.checkouts.v1"})

    def test_another_number_of_partitions_is_refused(self):
        self.on_kafka("kafka", "--partitions", "2").end()
        code, _, err = run("serve", "--auth", "none", "--listen", "127.0.0.1:0", "--data", self.data("other"), *self.log, "--partitions", "3")
        self.assertEqual(code, 1)
        self.assertIn("wrong_partitions", err)


if __name__ == "__main__":
    unittest.main()
