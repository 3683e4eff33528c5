"""The audit through the program: what is put on record, how it is read, and that its chains hold."""

import json
import unittest

import story
from muster import ServerTest, run, wait_until


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

    def test_figures(self):
        self.export(1)
        wait_until("the figure", lambda: "muster_audit_written_total 1" in self.one.get("/metrics").body)


if __name__ == "__main__":
    unittest.main()
