"""Secrets that went in are looked for wherever something comes out: answers, logs, --print-config, errors, metrics,
audit, exports, topics, snapshots and every file of the data folder.

They go in where they belong, and where people put them by mistake. Not looked at: X-Request-Id, which is echoed by
intent, and what names something (a login, an id), which is no place for a secret to be kept secret.
"""

import base64
import hashlib
import hmac
import json
import os
import pathlib
import time
import unittest

from muster import ServerTest, run

TOPICS = ("checkins", "pings", "locations", "checkouts", "corrections", "directory", "sessions", "quarantine", "audit")


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def foreign_token(secret, **claims):
    """HS256, by hand."""
    head = b64(json.dumps({"alg": "HS256"}).encode()) + "." + b64(json.dumps({
        "iss": "https://id.example", "aud": "muster", "sub": "u-9", "exp": int(time.time()) + 600, **claims}).encode())
    return head + "." + b64(hmac.new(secret.encode(), head.encode(), hashlib.sha256).digest())


class Canaries(ServerTest):
    def setUp(self):
        super().setUp()
        self.said = {}     # what: text
        self.secrets = {"jwt secret": "canary-jwt-secret-0123456789abcdef", "token key": "canary-token-key-0123456789abcdef",
                        "cursor key": "canary-cursor-key-0123456789abcdef", "password": "canary-password", "new password": "canary-newer-password",
                        "phone's password": "canary-of-a-phone", "webhook secret": "whsec_" + base64.b64encode(b"canary-webhook-0123456789").decode()}
        self.env = {"MUSTER_JWT_SECRET_FILE": self.write("jwt.secret", self.secrets["jwt secret"]),
                    "MUSTER_CURSOR_KEY_FILE": self.write("cursor.key", self.secrets["cursor key"]),
                    "MUSTER_TOKEN_KEY": self.secrets["token key"], "MUSTER_WEBHOOK_SECRET": self.secrets["webhook secret"]}
        self.flags = ["--jwt-issuer", "https://id.example", "--jwt-audience", "muster", "--log-requests",
                      "--webhook-url", "http://127.0.0.1:1/hook", "--webhook-loopback"]

    def keep(self, what, answer):
        """What it says, its headers too, is not to have any secret."""
        self.said[f"{what}: {len(self.said)}"] = f"{answer.body}\n{answer.headers}"
        return answer

    def start(self):
        auth = [word for form in ("builtin", "keys", "jwt") for word in ("--auth", form)]
        code, printed, errors = run("serve", *auth, *self.flags, "--data", self.data(), "--print-config", env=self.env)
        self.assertEqual(code, 0, errors)
        self.said["--print-config"] = printed + errors
        one = self.server(*self.flags, auth=("builtin", "keys", "jwt"), env=self.env)
        line = [line for line in one.stderr().splitlines() if line.startswith("admin credential: ")][0]
        self.secrets["admin's password"] = line.split()[3]
        self.admin_line = line
        return one

    def where_they_belong(self, one):
        secrets = self.secrets
        tokens = one.log_in("admin", secrets["admin's password"])
        one.put("/v1/subjects/u-1", {})
        self.keep("account", one.put("/v1/accounts/ada", {"password": secrets["password"], "subject": "u-1"}))
        ada = one.post("/v1/auth/login", {"login": "ada", "password": secrets["password"]}).json
        bearer = {"Authorization": f"Bearer {ada['access']}"}
        self.keep("change", one.post("/v1/auth/password", {"old": secrets["password"], "new": secrets["new password"]}, bearer))
        renewed = one.post("/v1/auth/refresh", {"refresh": ada["refresh"]}).json
        self.keep("used twice", one.post("/v1/auth/refresh", {"refresh": ada["refresh"]}))
        key = one.post("/v1/api-keys", {"name": "kiosk", "role": "ingest"}).json["key"]
        phone = one.post("/api/v1/auth/register", {"phone_number": "+49301234567", "password": secrets["phone's password"]}).json
        self.keep("phone", one.post("/api/v1/auth/password/change", {"old_password": "x", "new_password": secrets["phone's password"]},
                                    {"Authorization": f"Bearer {phone['access']}"}))
        secrets.update({"access": tokens["access"], "refresh": tokens["refresh"], "ada's access": ada["access"], "ada's refresh": ada["refresh"],
                        "renewed": renewed["refresh"], "key": key, "half of the key": key.rsplit(".", 1)[1], "phone's refresh": phone["refresh"],
                        "foreign token": foreign_token(secrets["jwt secret"]), "forged token": foreign_token("x" * 32)})
        for name in ("foreign token", "forged token"):
            self.keep(name, one.get("/v1/auth/check", {"Authorization": f"Bearer {secrets[name]}"}))

    def where_they_do_not(self, one):
        for name, secret in self.secrets.items():
            for path in (f"/v1/stats?password={secret}", f"/v1/stats?as_of={secret}", f"/v1/sessions?cursor={secret}", f"/nothing?key={secret}"):
                self.keep(name, one.get(path))
            for path in ("/v1/auth/login", "/v1/auth/refresh", "/v1/auth/password", "/v1/api-keys", "/v1/check-ins", "/v1/sessions/close",
                         "/api/v1/auth/login", "/api/v1/auth/refresh", "/api/checkin", "/admin/snapshots"):
                for body in ({"passwort": secret}, {"password": [secret]}, [secret], '{"password":"' + secret, {"refresh": secret},
                             {"login": "ada", "password": secret + "x"}, {"token": secret, "why": "x"}):
                    self.keep(f"{name} at {path}", one.post(path, body, {"Authorization": None}))
                    if path.startswith("/v1/auth"):
                        continue
                    self.keep(f"{name} at {path}", one.post(path, body))
            one.post("/v1/check-ins", {secret: 1})  # unknown fields are answered by their name
            basic = "Basic " + base64.b64encode(f"ada:{secret}".encode()).decode()
            for header, value in (("Authorization", basic), ("Authorization", secret), ("Authorization", f"Bearer {secret}x"), ("X-API-Key", secret + "x"),
                                  ("Cookie", f"session={secret}"), ("If-None-Match", secret), ("Muster-Position", secret), ("Accept", secret),
                                  ("Last-Event-ID", secret), ("Origin", f"https://{secret}.example"), ("Content-Type", secret), ("Prefer", f"wait={secret}")):
                credential = {} if header != "X-API-Key" else {"Authorization": None}
                self.keep(name, one.get("/v1/stats", {**credential, header: value}))
                self.keep(name, one.post("/v1/pings", {"subject": "u-1", "session_id": "none"}, {**credential, header: value}))
                if header == "Last-Event-ID":
                    self.keep(name, one.get("/v1/changes", {header: value}))

    def what_is_known_afterwards(self, one):
        again = one.log_in("admin", self.secrets["admin's password"])  # a refresh token came twice: the log-in has ended
        self.secrets.update({"second access": again["access"], "second refresh": again["refresh"]})
        one.post("/v1/check-ins", {"subject": "u-1", "session_id": "s-1", "kind": "worklog"}, {"Prefer": "wait=5"})
        one.post("/v1/check-outs", {"subject": "u-1", "session_id": "s-1", "reason": "emergency"}, {"Prefer": "wait=5"})  # the webhook is called
        for path in ("/metrics", "/v1/api-keys", "/readyz?verbose", "/v1/audit?limit=1000", "/v1/audit?format=csv", "/v1/subjects", "/v1/subjects?format=csv",
                     "/v1/sessions", "/openapi.json"):
            answer = self.keep(path, one.get(path))
            self.assertEqual(answer.status, 200, answer)
        self.assertIn("login_failed", one.get("/v1/audit?limit=1000").body)
        self.assertEqual(one.post("/admin/snapshots", {"name": "canaries"}).status, 201)
        self.said["stderr"] = one.stderr().replace(self.admin_line, "")

    def test_no_secret_is_written_down(self):
        one = self.start()
        self.where_they_belong(one)
        self.where_they_do_not(one)
        self.what_is_known_afterwards(one)
        self.assertEqual(one.end(), 0)
        os.remove(os.path.join(self.data(), "admin-credential"))  # the one place for it
        code, replayed, errors = run("replay", "--data", self.data(), *[word for topic in TOPICS for word in ("--topic", topic)])
        self.assertEqual(code, 0, errors)
        self.assertIn("argon2id", replayed)
        self.said["topics"] = replayed
        for name, secret in self.secrets.items():
            self.assertEqual([what for what, text in self.said.items() if secret in text], [], name)
            self.assertEqual([str(path) for path in self.files() if secret.encode() in path.read_bytes()], [], name)

    def files(self):
        return [path for path in pathlib.Path(self.data()).rglob("*") if path.is_file()]

    def test_a_secret_that_is_refused_is_not_shown(self):
        short = {"MUSTER_TOKEN_KEY": "canary-1", "MUSTER_JWT_SECRET": "canary-2", "MUSTER_WEBHOOK_SECRET": "canary-3"}
        code, out, errors = run("serve", "--auth", "builtin", "--auth", "jwt", *self.flags, "--data", self.data(), "--listen", "127.0.0.1:0", env=short)
        self.assertEqual(code, 2, errors)
        for name in short:
            self.assertIn(name, errors)
        self.assertNotIn("canary", out + errors)
        file = self.write("muster.toml", 'token_key = "canary-4"\n[jwt]\nsecret = 7\n[webhook]\nsecret = "canary-5"\nsecrets = "canary-6"\n')
        code, out, errors = run("serve", "--config", file, "--data", self.data(), "--listen", "127.0.0.1:0")
        self.assertEqual(code, 2, errors)
        self.assertNotIn("canary", out + errors)


if __name__ == "__main__":
    unittest.main()
