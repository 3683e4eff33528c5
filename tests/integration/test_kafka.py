"""The same story on a real broker: the same answers, byte for byte but for positions in the log.

Runs where MUSTER_TEST_KAFKA names a broker (deploy/kafka/run starts one).
"""

import concurrent.futures
import json
import os
import shutil
import subprocess
import unittest
import uuid

import story
from muster import BINARY, KAFKA, ServerTest, clean_environment, run, wait_until


def answers(server, positions=()):
    for position in positions:
        assert server.get("/v1/stats", {"Muster-Position": position}).status == 200
    return {question: story.without_positions(server.get(question).json) for question in story.QUESTIONS}


@unittest.skipUnless(KAFKA, "no broker: MUSTER_TEST_KAFKA is not set")
class OnKafka(ServerTest):
    def setUp(self):
        super().setUp()
        self.maxDiff = None
        self.topics = ["--log", f"kafka://{KAFKA}", "--topic-prefix", f"t{uuid.uuid4().hex[:12]}."]
        self.clock = ["--test-clock", story.NOW]

    def on_kafka(self, name, *more, command="serve"):
        return self.server(*self.clock, *more, data=self.data(name), log=self.topics, command=command)

    def on_kafka_let_in(self, name, *more, **options):
        return self.server(*more, data=self.data(name), log=self.topics, auth=(), **options)

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

    def test_accounts_and_keys_are_shared_by_all_processes(self):
        first, door = self.let_in(("first", "serve", ()), ("door", "ingest", ()))
        made = door.post("/v1/api-keys", {"name": "kiosk", "role": "ingest"}).json
        by_key = {"X-API-Key": made["key"], "Authorization": None}
        item = {"subject": "u-1", "kind": "worklog"}
        for server in (first, door):
            wait_until("the key is known", lambda: server.post("/v1/check-ins", item, by_key).status == 202)
        self.assertEqual(first.delete(f"/v1/api-keys/{made['id']}").status, 204)
        self.assertEqual(first.post("/v1/check-ins", item, by_key).status, 401)
        wait_until("it is revoked at the door", lambda: door.post("/v1/check-ins", item, by_key).status == 401, deadline_s=1)
        self.assertEqual(door.post("/v1/auth/logout", None).status, 204)
        wait_until("the log-in is over", lambda: first.get("/v1/auth/check").status == 401, deadline_s=1)

    def let_in(self, *processes):
        """Servers with one token key, asked as the first one's admin."""
        key = {"MUSTER_TOKEN_KEY": uuid.uuid4().hex}
        servers = [self.on_kafka_let_in(name, *flags, env=key, command=command) for name, command, flags in processes]
        login, password = [line for line in servers[0].stderr().splitlines() if line.startswith("admin credential: ")][0].split()[2:4]
        servers[0].log_in(login, password)
        for server in servers[1:]:
            server.headers = dict(servers[0].headers)
            wait_until("it knows the account", lambda: server.get("/v1/auth/check").status == 204)
        return servers

    def test_what_is_taken_away_is_away_everywhere_within_a_second(self):
        first, replica, door = servers = self.let_in(("first", "serve", ()), ("replica", "serve", ("--replica",)), ("door", "ingest", ()))
        first.put("/v1/subjects/ada", {"role": "supervisor", "department": "north"})
        self.assertEqual(first.put("/v1/accounts/ada", {"password": "correct horse battery", "subject": "ada"}).status, 204)
        ada = {"Authorization": "Bearer " + first.post("/v1/auth/login", {"login": "ada", "password": "correct horse battery"}).json["access"]}
        for server in (first, replica):
            wait_until("she is a supervisor", lambda: server.get("/v1/sessions", ada).status == 200)
        wait_until("she writes places", lambda: door.post("/v1/places", {}, ada).status == 422)
        first.put("/v1/subjects/ada", {"role": "user", "department": "north"})
        for server in (first, replica):
            wait_until("she is one no more", lambda: server.get("/v1/sessions", ada).status == 403, deadline_s=1)
        wait_until("nor at the door", lambda: door.post("/v1/places", {}, ada).status == 403, deadline_s=1)
        self.assertEqual(first.delete("/v1/subjects/ada").status, 204)
        for server in servers:
            wait_until("she is nobody there", lambda: server.get("/v1/auth/check", ada).status == 401, deadline_s=1)
        first.put("/v1/subjects/ada", {"role": "user"})
        for server in servers:
            wait_until("she is there again", lambda: server.get("/v1/auth/check", ada).status == 204)
        self.assertEqual(first.delete("/v1/accounts/ada").status, 204)
        for server in servers:
            wait_until("her account is closed", lambda: server.get("/v1/auth/check", ada).status == 401, deadline_s=1)

    def test_one_process_closes_what_another_has_shown(self):
        first, replica = self.let_in(("first", "serve", ()), ("replica", "serve", ("--replica",)))
        items = [{"subject": subject, "session_id": f"{subject}-1", "kind": "worklog"} for subject in ("ann", "bob")]
        self.assertEqual(first.post("/v1/check-ins", items, {"Prefer": "wait=10"}).status, 200)
        shown = first.post("/v1/sessions/close", {"dry_run": True, "kind": "worklog"}).json
        self.assertEqual(shown["count"], 2)
        # Acknowledged by the other process, and waited for by nobody.
        self.assertEqual(first.post("/v1/check-outs", {"subject": "bob", "session_id": "bob-1"}).status, 202)
        done = replica.post("/v1/sessions/close", {"token": shown["token"], "why": "night"})
        self.assertEqual(done.status, 200, done)
        self.assertEqual([one["session_id"] for one in done.json["closed"]], ["ann-1"])
        self.assertEqual([(one["session_id"], one["reason"]) for one in done.json["left"]], [("bob-1", "already_closed")])
        again = first.post("/v1/sessions/close", {"token": shown["token"], "why": "again"})
        self.assertEqual((again.status, again.json["closed"]), (200, []))

    def test_who_comes_to_two_processes_at_once_is_in_once_and_both_say_so(self):
        servers = [self.on_kafka("first"), self.on_kafka("second")]
        servers[0].put("/v1/places/1", story.PLACE)
        wait_until("the place is known there, too", lambda: servers[1].get("/v1/places/1").status == 200)
        here = {"client": 1, "latitude": 52.52, "longitude": 13.405}
        for kind, call, allowed, id_of in (
                ("visit", lambda who: (f"/api/v1/sessions/clock-in/?subject={who}", here), {201, 409}, lambda told: told["session"]["id"]),
                ("pass", lambda who: (f"/api/checkin?subject={who}", {}), {200}, lambda told: told["data"]["session_id"])):
            people = [f"{kind}-{number}" for number in range(30)]
            calls = [(server, *call(who)) for who in people for server in servers]
            with concurrent.futures.ThreadPoolExecutor(len(calls)) as clients:
                answers = list(clients.map(lambda one: one[0].post(*one[1:]), calls))
            self.assertLessEqual({answer.status for answer in answers}, allowed, kind)
            told = {str(id_of(answer.json)) for answer in answers if answer.status != 409}
            sessions = servers[0].get(f"/v1/sessions?kind={kind}&limit=1000").json["items"]
            self.assertEqual(([one["status"] for one in sessions], {one["session_id"] for one in sessions}), (["active"] * len(people), told), kind)

    def test_who_leaves_at_another_process_at_once_is_out(self):
        # By the machine's clock: at one moment of a clock that stands, a check-out comes before a check-in.
        servers = [self.server(data=self.data(name), log=self.topics) for name in ("first", "second")]
        logs = "/api/worktime/worklogs"
        for number in range(60):
            came, left = servers[number % 2], servers[(number + 1) % 2]
            self.assertEqual(came.post(f"/api/checkin?subject=p-{number}", {}).status, 200)
            self.assertEqual(left.post(f"/api/checkout?subject=p-{number}", {}).status, 200)
            self.assertFalse(left.get(f"/api/session?subject=p-{number}").json["active"], number)
            self.assertEqual(came.post(f"{logs}/check_in/?subject=w-{number}", {}).status, 201)
            self.assertEqual(left.post(f"{logs}/check_out/?subject=w-{number}", {}).status, 200)

    def test_processes_share_the_directory(self):
        first = self.on_kafka("first")
        door = self.on_kafka("door", command="ingest")
        place = {"name": "Depot", "lat": 52.52, "lon": 13.405, "radius_m": 100}
        for writer, reader, name in ((door, first, "Depot"), (first, door, "Yard")):
            made = writer.put("/v1/places/41", {**place, "name": name})
            self.assertIn(made.status, (200, 201), made)
            seen = reader.get("/v1/places/41", {"Muster-Position": made.headers["Muster-Position"]})
            self.assertEqual(seen.json["name"], name)
        self.assertEqual(door.call("DELETE", "/v1/places/41").status, 204)
        wait_until("it is gone there too", lambda: first.get("/v1/places/41").status == 404)

    def test_metrics_show_the_queues(self):
        text = self.on_kafka("kafka").get("/metrics").body
        for name in ("pending_bytes", "pending_limit_bytes 67108864", "fetched_records", "fetched_limit_bytes 67108864"):
            self.assertIn(f"\nmuster_kafka_{name}", text)

    def test_replay_reads_the_topics(self):
        broker = self.on_kafka("kafka")
        story.tell(broker)
        code, out, err = run("replay", *self.topics, "--data", self.data("kafka"), "--topic", "checkouts")
        self.assertEqual(code, 0, err)
        self.assertEqual(len(out.splitlines()), len(story.CHECK_OUTS))
        self.assertEqual({json.loads(line)["topic"] for line in out.splitlines()}, {"muster.checkouts.v1"})

    def test_replay_follows(self):
        broker = self.on_kafka("kafka")
        arguments = [BINARY, "replay", *self.topics, "--data", self.data("kafka"), "--topic", "pings", "--follow"]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=clean_environment({})) as replay:
            broker.post("/v1/pings", story.PINGS)
            lines = [json.loads(replay.stdout.readline()) for _ in story.PINGS]
            replay.terminate()
            self.assertEqual(replay.wait(), 0)
        self.assertEqual({line["value"]["type"] for line in lines}, {"muster.ping.v1"})

    @unittest.skipUnless(shutil.which("kcat"), "no kcat")
    def test_what_cannot_be_read_goes_to_quarantine(self):
        broker = self.on_kafka("kafka")
        topic = self.topics[-1] + "muster.checkins.v1"
        subprocess.run(["kcat", "-P", "-b", KAFKA, "-t", topic, "-X", "topic.partitioner=murmur2", "-k", "default/eve"],
                       input=b"{not json", check=True)
        put_aside = 'muster_quarantined_records_total{code="bad_json"} 1'
        wait_until("the record is put aside", lambda: put_aside in broker.get("/metrics").body)
        wait_until("it is in its topic", lambda: "bad_json" in self.quarantine("list"))
        self.assertRegex(self.quarantine("list"), r"muster.checkins.v1:\d:0 +default/eve")
        self.assertIn('"value_text":"{not json"', self.quarantine("list", "--json"))
        self.assertIn("put back: 0; still not readable: 1", self.quarantine("replay"))

    def quarantine(self, *arguments):
        code, out, err = run("quarantine", *arguments, *self.topics, "--data", self.data("kafka"))
        self.assertEqual(code, 0, err)
        return out

    def test_another_number_of_partitions_is_refused(self):
        self.on_kafka("kafka", "--partitions", "2").end()
        code, _, err = run("serve", "--auth", "none", "--listen", "127.0.0.1:0", "--data", self.data("other"), *self.topics, "--partitions", "3")
        self.assertEqual(code, 1)
        self.assertIn("wrong_partitions", err)


if __name__ == "__main__":
    unittest.main()
