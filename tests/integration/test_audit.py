"""The audit through the program: what is put on record, how it is read, and that its chains hold."""

import glob
import json
import os
import unittest

import story
from muster import ON_KAFKA, ServerTest, run, wait_until


class Audit(ServerTest):
    def setUp(self):
        super().setUp()
        self.one = self.server("--test-clock", story.NOW)

    def export(self, number, path="/v1/sessions", server=None):
        for _ in range(number):
            self.assertEqual((server or self.one).get(f"{path}?format=csv").status, 200)

    def entries(self, query=""):
        return self.one.get(f"/v1/audit?{query}").json["items"]

    def test_entries_come_newest_first_page_by_page(self):
        self.export(5)
        self.export(3, "/v1/hours")
        wait_until("the entries", lambda: len(self.entries()) == 8)
        found, cursor = [], ""
        while cursor is not None:
            page = self.one.get(f"/v1/audit?limit=3{cursor and '&cursor=' + cursor}").json
            found += page["items"]
            cursor = page["next_cursor"]
        self.assertEqual([one["seq"] for one in found], list(range(8, 0, -1)))
        self.assertEqual(found[0]["target"], "/v1/hours")
        self.assertEqual(found[0]["time"], story.NOW.replace("Z", ".000Z") if "." not in story.NOW else story.NOW)

    def test_filters(self):
        self.export(2)
        self.export(1, "/v1/hours")
        wait_until("the entries", lambda: len(self.entries()) == 3)
        self.assertEqual(len(self.entries("target=/v1/hours")), 1)
        self.assertEqual(len(self.entries("actor=anonymous&action=exported")), 3)
        self.assertEqual(len(self.entries("actor=boss")), 0)
        self.assertEqual(len(self.entries("from=2026-11-21T11:59:59Z&to=2026-11-21T12:00:01Z")), 3)
        self.assertEqual(len(self.entries("to=2026-11-21T11:00:00Z")), 0)
        self.assertEqual(self.one.get("/v1/audit?from=2026-11-22T00:00:00Z&to=2026-11-21T00:00:00Z").status, 422)
        self.assertEqual(self.one.get("/v1/audit?who=x").status, 400)

    def verify(self, *arguments, code=0):
        found, out, err = run("verify", "--audit", "--json", "--data", self.data(), *arguments)
        self.assertEqual(found, code, err + out)
        return json.loads(out)

    def test_chains_of_several_starts_hold(self):
        for _ in range(3):
            self.export(4)
            self.one.end()  # what waits is written
            self.one = self.server("--test-clock", story.NOW)
        self.one.end()
        report = self.verify()
        self.assertEqual((report["entries"], report["faulty"]), (12, 0))
        self.assertEqual(len(report["heads"]), 3)
        head = report["heads"][-1]["digest"]
        self.verify("--head", head)
        self.verify("--head", "0" * 64, code=1)
        code, out, _ = run("replay", "--data", self.data(), "--topic", "audit")
        self.assertEqual(code, 0)
        self.assertEqual(len(out.splitlines()), 12)
        self.assertIn("0 faults", run("verify", "--audit", "--data", self.data())[1])

    def test_a_damaged_log_is_told_to_the_operator_alone(self):
        if ON_KAFKA:
            self.skipTest("the log is the broker's")
        self.export(2500)  # more than was read at the start, and is in memory
        for _ in range(2):  # what waits is written; what is written is in files
            self.one.end()
            self.one = self.server("--test-clock", story.NOW)
        for file in glob.glob(os.path.join(self.data(), "log", "*.sst")):
            with open(file, "r+b") as table:
                table.write(b"\xa5" * (os.path.getsize(file) // 2))
        answer = self.one.get("/v1/audit?actor=nobody", {"X-Request-Id": "damage-1"})
        self.assertEqual((answer.status, answer.json["code"]), (500, "data_unreadable"), answer)
        self.assertNotIn(self.folder, answer.body)
        self.assertNotIn("sst", answer.body)
        self.assertEqual(self.one.get(answer.json["type"]).status, 200)
        told = [line for line in self.one.stderr().splitlines() if "damage-1" in line and "data_unreadable" in line]
        self.assertIn(".sst", told[0])

    def test_behind_a_proxy_that_is_trusted_the_client_is_named(self):
        two = self.server("--trusted-proxy", "127.0.0.1", "--log-requests", data=self.data("two"))
        client = {"X-Forwarded-For": "198.51.100.4, 203.0.113.9"}
        two.call("PUT", "/v1/subjects/ada", {"role": "supervisor", "department": "north"}, client)
        two.call("POST", "/v1/subjects", [{"subject": "ada", "role": "admin"}], client)
        two.call("POST", "/v1/sessions/none/close", {"why": "x"}, client)
        two.call("DELETE", "/v1/subjects/ada", None, client)
        two.call("GET", "/v1/sessions?format=csv", None, client)
        two.call("POST", "/admin/snapshots", {"name": "one"}, client)
        two.call("POST", "/admin/snapshots", {"name": "one"}, client)
        two.call("POST", "/admin/rebuild", {}, client)
        wanted = {("role_changed", "ada", "ok"), ("department_changed", "ada", "ok"), ("removed", "ada", "ok"), ("exported", "/v1/sessions", "ok"),
                  ("snapshot_made", "one", "ok"), ("snapshot_made", "one", "already_exists"), ("rebuild_begun", "", "ok")}
        there = lambda: two.get("/v1/audit").json["items"]
        wait_until("the entries", lambda: wanted <= {(one["action"], one["target"], one["outcome"]) for one in there()})
        self.assertEqual({one["address"] for one in there()}, {"203.0.113.9"})
        self.assertEqual(two.get("/v1/audit?action=removed").json["items"][0]["target"], "ada")
        self.assertEqual((two.get("/v1/audit?action=remove").status, two.get("/v1/audit?action=remove").json["code"]), (400, "bad_parameter"))
        lines = [json.loads(line) for line in two.stderr().splitlines() if '"code":"request"' in line]
        line = next(one for one in lines if one["method"] == "DELETE")
        self.assertEqual((line["route"], line["status"], line["actor"], line["address"]), ("/v1/subjects/{id}", 204, "anonymous", "203.0.113.9"))

    def test_figures(self):
        self.export(1)
        wait_until("the figure", lambda: "muster_audit_written_total 1" in self.one.get("/metrics").body)


if __name__ == "__main__":
    unittest.main()
