"""What the five documents show, word for word: each request as they have it, each answer compared field by field, with
the order of its keys and the digits of its numbers. What differs is named in the table, with the reason, and nothing
else does. `given`: what has to be there first; `by`: who sends it, the admin where none is named.
"""

import json
import unittest
from pathlib import Path

from muster import run
from test_dialect_rights import PASSWORD, Rights, bearer, signed

TABLE = Path(__file__).with_name("word_for_word.json").read_text(encoding="utf-8")
SECRET = "a secret of at least thirty-two bytes"
CLAIMS = {"iss": "https://issuer.example", "aud": "authenticated", "role": "authenticated", "exp": 4102444800}


class Digits(str):
    """A number as it is written."""


def exact(text):
    return json.loads(text, parse_int=Digits, parse_float=Digits)


def difference(shown, said, stated, where=""):
    """{pointer: what is said} of the values that differ: the innermost, or those that are stated."""
    if type(shown) is type(said) and where not in stated:
        if isinstance(shown, dict) and list(shown) == list(said):
            pairs = [(name, shown[name], said[name]) for name in shown]
        elif isinstance(shown, list) and len(shown) == len(said):
            pairs = [(i, *both) for i, both in enumerate(zip(shown, said))]
        else:
            pairs = []
        if pairs:
            return {key: value for name, *both in pairs for key, value in difference(*both, stated, f"{where}/{name}").items()}
    return {} if shown == said else {where: said}


class WordForWord(Rights):
    def act(self, document):
        shown, sent = exact(TABLE)[document], json.loads(TABLE)[document]
        self.start("--test-clock", sent["starts"], "--jwt-secret-file", self.write("secret", SECRET), "--jwt-issuer", CLAIMS["iss"],
                   "--jwt-audience", CLAIMS["aud"], auth=("builtin", "keys", "jwt"))
        self.keys = {role: self.it.post("/v1/api-keys", {"name": role, "role": role}).json["key"] for role in ("model", "replay")}
        self.log_ins, self.passwords = {}, {"74": PASSWORD, "+15551234567": "your_password"}
        if document == "001":
            self.person("74", "74")
        self.bring_along(document, sent.get("imports", {}))
        for expected, step in zip(shown["steps"], sent["steps"]):
            if "clock" in step:
                self.clock(step["clock"])
            else:
                self.told(expected, self.send(step, step.get("given") or step["sends"]))

    def clock(self, now):
        self.assertEqual(self.it.put("/test/clock", {"now": now}).status, 200)
        self.it.log_in(self.admin_login, self.admin_password)  # tokens are good for an hour
        self.log_ins.clear()

    def bring_along(self, document, tables):
        if not tables:
            return
        files = [self.write(name, text) for name, text in tables.items()]
        code, out, err = run("import", "--from", document, "--url", f"http://127.0.0.1:{self.it.port}", *files,
                             env={"MUSTER_KEY": self.keys["replay"], "MUSTER_TOKEN": self.it.headers["Authorization"].split()[1]})
        self.assertEqual(code, 0, out + err)

    def credential(self, by):
        kind, _, name = by.partition(" ")
        if kind == "nobody":
            return {}
        if kind == "key":
            return {"X-API-Key": self.keys[name]}
        if kind == "issuer":
            return bearer(signed(SECRET, {**CLAIMS, "sub": name}))
        if by not in self.log_ins:
            answer = self.it.post("/v1/auth/login", {"login": by, "password": self.passwords[by]}, {"Authorization": None})
            self.assertEqual(answer.status, 200, answer)
            self.log_ins[by] = bearer(answer.json["access"])
        return self.log_ins[by]

    def send(self, step, call):
        method, path = call.split()
        who = {"Authorization": None, **self.credential(step["by"])} if "by" in step else {}
        return self.it.call(method, path, step.get("body"), who)

    def told(self, expected, answer):
        if "given" in expected:
            self.assertLess(answer.status, 300, answer)
            return
        self.assertEqual(str(answer.status), expected["status"], (expected["sends"], answer))
        stated = expected.get("differs", {})
        found = difference(expected["answer"], exact(answer.body), stated)
        self.assertEqual(sorted(found), sorted(stated), (expected["sends"], answer))
        for where, reason in stated.items():
            self.assertTrue(reason["why"])
            if "ours" in reason:
                self.assertEqual(found[where], reason["ours"], (expected["sends"], where))

    def test_000_work_logs(self):
        self.act("000")

    def test_001_devices(self):
        self.act("001")

    def test_002_session_manager(self):
        self.act("002")

    def test_003_clock_in(self):
        self.act("003")

    def test_004_passes(self):
        self.act("004")


if __name__ == "__main__":
    unittest.main()
