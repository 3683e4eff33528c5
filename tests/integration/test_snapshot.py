"""muster snapshot: taken of a running server, checked, put back; and the server that goes on from it."""

import json
import os
import signal
import unittest

import story
from muster import ServerTest, run


class Snapshots(ServerTest):
    def setUp(self):
        super().setUp()
        self.muster = self.server("--test-clock", story.NOW)

    def told(self, path, items):
        """Taken in, and seen."""
        answer = self.muster.post(path, items, {"Prefer": "wait=10"})
        self.assertEqual(answer.status, 200, answer)

    def snapshot(self, *arguments, code=0):
        found, out, err = run("snapshot", *arguments)
        self.assertEqual(found, code, err)
        return out if code == 0 else err

    def create(self, *arguments, code=0):
        return self.snapshot("create", "--url", f"http://127.0.0.1:{self.muster.port}", *arguments, code=code)

    def answers(self):
        return {question: story.without_positions(self.muster.get(question).json) for question in story.QUESTIONS}

    def test_a_restored_server_answers_as_if_nothing_had_been(self):
        for path, record in story.DIRECTORY:
            self.muster.put(path, record)
        for path, items in story.WRITES[:2]:
            self.told(path, items)
        made = json.loads(self.create("--name", "noon", "--json"))
        self.assertEqual(sum(made["offsets"]["muster.checkins.v1"]), len(story.CHECK_INS))
        self.assertIn("good", self.snapshot("verify", "noon", "--data", self.data()))
        for path, items in story.WRITES[2:]:
            self.told(path, items)
        before = self.answers()
        self.muster.end(signal.SIGKILL)

        self.assertIn("--force", self.snapshot("restore", "noon", "--data", self.data(), code=1))
        self.assertIn("state.old-1", self.snapshot("restore", "noon", "--data", self.data(), "--force"))
        self.assertTrue(os.path.isdir(self.data() + "/state.old-1"))
        self.muster = self.server("--test-clock", story.NOW)
        self.told("/v1/pings", [{"subject": subject, "session_id": "none", "time": story.at("08:00:00")} for subject in "abcdefghijklmn"])
        self.assertEqual(self.answers(), before)
        self.assertEqual(self.muster.end(), 0)

        # It is still good, and may be put back once more, where there is none.
        os.rename(self.data() + "/state", self.data() + "/state.gone")
        self.snapshot("verify", made["folder"])
        self.snapshot("restore", made["folder"], "--data", self.data())
        self.muster = self.server("--test-clock", story.NOW)
        self.told("/v1/pings", [{"subject": subject, "session_id": "none", "time": story.at("08:00:00")} for subject in "abcdefghijklmn"])
        self.assertEqual(self.answers(), before)

    def test_a_running_server_is_not_overwritten(self):
        self.create("--name", "one")
        self.assertIn("store_locked", self.snapshot("restore", "one", "--data", self.data(), "--force", code=1))
        self.assertEqual(self.muster.get("/v1/sessions").status, 200)

    def test_names(self):
        out = self.create()
        self.assertIn("20261121T120000.000Z", out)
        self.assertIn("already_exists", self.create("--name", "20261121T120000.000Z", code=1))
        for bad in (".hidden", "a/b", "../up", "x" * 65):
            self.assertIn("bad_field", self.create("--name", bad, code=1))
        self.assertEqual(os.listdir(self.data() + "/snapshots"), ["20261121T120000.000Z"])
        self.assertEqual(self.muster.post("/admin/snapshots", "{}", {"Content-Type": "text/plain"}).status, 415)
        self.assertEqual(self.muster.post("/admin/snapshots", {"folder": "x"}).status, 422)
        self.assertIn("not_found", self.snapshot("verify", "other", "--data", self.data(), code=1))

    def test_a_damaged_copy_is_found_out(self):
        self.told("/v1/check-ins", story.CHECK_INS[:1])
        folder = json.loads(self.create("--name", "one", "--json"))["folder"]
        tables = [name for name in os.listdir(folder + "/state") if name.endswith(".sst")]
        self.assertTrue(tables)
        path = f"{folder}/state/{tables[0]}"
        with open(path, "rb") as file:
            content = bytearray(file.read())
        os.remove(path)  # a copy of its own: the live store has the other
        content[len(content) // 2] ^= 1
        with open(path, "wb") as file:
            file.write(content)
        for command in ("verify", "restore"):
            err = self.snapshot(command, folder, *(("--data", self.data("new")) if command == "restore" else ()), code=1)
            self.assertIn(tables[0], err)
            self.assertIn("store_corrupt", err)
        self.assertFalse(os.path.exists(self.data("new")))


if __name__ == "__main__":
    unittest.main()
