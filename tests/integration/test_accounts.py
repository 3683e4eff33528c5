"""Accounts and keys as clients see them: from the first start to a revoked key."""

import base64
import concurrent.futures
import json
import os
import pathlib
import re
import stat
import unittest

from muster import ServerTest, run, wait_until

PASSWORD = "correct horse battery"


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def first_admin(server):
    """(login, password), as the server said them at its first start."""
    lines = [line for line in server.stderr().splitlines() if line.startswith("admin credential: ")]
    assert len(lines) == 1, server.stderr()
    return lines[0].split()[2:4]


class Accounts(ServerTest):
    def start(self, *arguments, **options):
        return self.server(*arguments, auth=(), **options)

    def test_without_flags_it_lets_in_by_accounts_and_keys(self):
        one = self.start()
        login, password = first_admin(one)
        kept = os.path.join(self.data(), "admin-credential")
        self.assertEqual(pathlib.Path(kept).read_text(encoding="utf-8"), f"admin credential: {login} {password}\n")
        for name in ("admin-credential", "token.key"):
            self.assertEqual(stat.S_IMODE(os.stat(os.path.join(self.data(), name)).st_mode), 0o600, name)

        refused = one.get("/v1/stats")
        self.assertEqual((refused.status, refused.json["code"]), (401, "unauthorized"))
        self.assertEqual(refused.headers["WWW-Authenticate"], 'Bearer realm="muster"')
        tokens = one.log_in(login, password)
        self.assertEqual((tokens["token_type"], tokens["expires_in"]), ("Bearer", 3600))
        self.assertEqual(one.get("/v1/stats").status, 200)
        self.assertEqual(one.end(), 0)

        again = self.start()
        self.assertNotIn("admin credential", again.stderr())
        self.assertEqual(again.get("/v1/auth/check", bearer(tokens["access"])).status, 204)
        again.log_in(login, password)

    def admin(self, *arguments):
        one = self.start(*arguments)
        self.login, self.password = first_admin(one)
        one.log_in(self.login, self.password)
        return one

    def test_a_user_sees_itself_and_a_new_role_counts_at_once(self):
        one = self.admin()
        self.assertEqual(one.put("/v1/subjects/u-1", {"login": "ada"}).status, 201)
        self.assertEqual(one.put("/v1/accounts/ada", {"password": PASSWORD, "subject": "u-1"}).status, 204)
        ada = bearer(one.post("/v1/auth/login", {"login": "ada", "password": PASSWORD}).json["access"])
        self.assertEqual(one.post("/v1/check-ins", {"kind": "worklog", "subject": "u-1"}, ada).status, 202)
        self.assertEqual(one.post("/v1/check-ins", {"kind": "worklog", "subject": "u-2"}, ada).status, 403)
        self.assertEqual(one.get("/v1/api-keys", ada).status, 403)
        self.assertEqual(one.put("/v1/subjects/u-1", {"login": "ada", "role": "admin"}).status, 200)
        self.assertEqual(one.get("/v1/api-keys", ada).status, 200)
        self.assertEqual(one.delete("/v1/subjects/u-1").status, 204)
        self.assertEqual(one.get("/v1/auth/check", ada).status, 401, "who is removed is let in no more")
        self.assertEqual(one.post("/v1/auth/login", {"login": "ada", "password": PASSWORD}).status, 401)
        self.assertEqual(one.delete("/v1/accounts/ada").status, 204)
        self.assertEqual(one.get("/v1/api-keys", ada).status, 401)
        self.assertEqual(one.delete("/v1/accounts/ada").status, 404)

    def test_tokens_are_refreshed_once_and_end_together(self):
        one = self.admin()
        first = one.post("/v1/auth/login", {"login": self.login, "password": self.password}).json
        second = one.post("/v1/auth/refresh", {"refresh": first["refresh"]}).json
        self.assertEqual(one.get("/v1/auth/check", bearer(second["access"])).status, 204)
        reused = one.post("/v1/auth/refresh", {"refresh": first["refresh"]})
        self.assertEqual((reused.status, reused.json["code"]), (401, "unauthorized"))
        self.assertEqual(one.get("/v1/auth/check", bearer(second["access"])).status, 401)
        self.assertEqual(one.post("/v1/auth/refresh", {"refresh": second["refresh"]}).status, 401)
        self.assertEqual(one.get("/v1/auth/check").status, 204, "another log-in")
        self.assertEqual(one.post("/v1/auth/logout", None).status, 204)
        self.assertEqual(one.get("/v1/auth/check").status, 401)

    def test_passwords_change(self):
        one = self.admin()
        wrong = one.post("/v1/auth/password", {"old": "wrong", "new": PASSWORD})
        self.assertEqual((wrong.status, wrong.json["code"], wrong.headers["WWW-Authenticate"]), (422, "wrong_password", None), "the log-in is good")
        short = one.post("/v1/auth/password", {"old": self.password, "new": "short"})
        self.assertEqual((short.status, short.json["errors"][0]["pointer"]), (422, "/new"))
        self.assertEqual(one.post("/v1/auth/password", {"old": self.password, "new": PASSWORD}).status, 204)
        one.log_in(self.login, PASSWORD)
        self.assertEqual(one.post("/v1/auth/login", {"login": self.login, "password": self.password}).status, 401)

    def test_twenty_at_once_with_the_right_password(self):
        one = self.admin()

        def log_in(_):
            return one.post("/v1/auth/login", {"login": self.login, "password": self.password}, {"Authorization": None}).status

        with concurrent.futures.ThreadPoolExecutor(20) as threads:
            self.assertEqual(list(threads.map(log_in, range(20))), [200] * 20)

    def test_ten_wrong_passwords(self):
        one = self.admin()
        for _ in range(10):
            self.assertEqual(one.post("/v1/auth/login", {"login": self.login, "password": "wrong"}).status, 401)
        limited = one.post("/v1/auth/login", {"login": self.login, "password": self.password})
        self.assertEqual((limited.status, limited.json["code"]), (429, "rate_limited"))
        self.assertTrue(5 < int(limited.headers["Retry-After"]) <= 300, limited.headers["Retry-After"])

    def test_ten_wrong_old_passwords(self):
        one = self.admin()
        guess = {"old": "wrong", "new": PASSWORD}
        for _ in range(10):
            self.assertEqual(one.post("/v1/auth/password", guess).status, 422)
        dialect = {"old_password": "wrong", "new_password": PASSWORD}
        for limited in (one.post("/v1/auth/password", guess), one.post("/api/v1/auth/password/change", dialect)):
            self.assertEqual(limited.status, 429, limited)
            self.assertTrue(200 <= int(limited.headers["Retry-After"]) <= 300, limited.headers["Retry-After"])

    def test_who_may_log_in_is_listed(self):
        it = self.admin()
        it.put("/v1/subjects/u-1", {"first_name": "Ann"})
        for login, subject in (("ann", "u-1"), ("ghost", "nobody")):
            self.assertEqual(it.put(f"/v1/accounts/{login}", {"password": "correct horse battery", "subject": subject}).status, 204)
        page = it.get("/v1/accounts").json
        self.assertEqual([(one["login"], one["subject"], one["in_directory"]) for one in page["items"]],
                         [(self.login, "admin", True), ("ann", "u-1", True), ("ghost", "nobody", False)])
        self.assertIsNone(page["next_cursor"])
        # And whose key may not import is told so once.
        key = it.post("/v1/api-keys", {"name": "kiosk", "role": "ingest"}).json["key"]
        line = {"specversion": "1.0", "type": "muster.checkout.v1", "subject": "u-1", "time": "2020-01-01T00:00:00Z", "imported": True, "data": {"all": True}}
        code, _, errors = run("import", "--url", f"http://127.0.0.1:{it.port}", self.write("one.ndjson", json.dumps(line) + "\n"), env={"MUSTER_KEY": key})
        self.assertEqual((code, errors.count("\n"), "role replay" in errors), (1, 1, True), errors)
        it.log_in("ann", "correct horse battery")
        self.assertEqual(it.get("/v1/accounts").status, 403)

    def test_hashing_shows_among_the_metrics(self):
        one = self.admin()

        def shown():
            return dict(line.rsplit(" ", 1) for line in one.get("/metrics").body.splitlines() if line.startswith("muster_passwords_"))

        # The first admin's password was made, and checked: counted a moment after it is answered.
        wait_until("both are counted", lambda: float(shown()["muster_passwords_hashed_total"]) == 2)
        figures = shown()
        self.assertEqual(float(figures["muster_passwords_refused_total"]), 0)
        self.assertEqual((float(figures["muster_passwords_waiting"]), float(figures["muster_passwords_waiting_limit"])), (0, 64))
        self.assertGreater(float(figures["muster_passwords_hashing_seconds_total"]), 0)

    def test_every_call_says_how_to_be_let_in(self):
        one = self.server("--dialects-session-manager-open-to", "192.0.2.0/24", auth=())
        document = one.get("/openapi.json").json
        for path, methods in sorted(document["paths"].items()):
            for method, call in methods.items():
                security = call.get("security", document["security"])
                answer = one.call(method.upper(), re.sub(r"{[^}]*}", "1", path), None if method == "get" else "{}")
                if security:
                    self.assertEqual((answer.status, answer.headers["WWW-Authenticate"]), (401, 'Bearer realm="muster"'), (method, path, answer))
                else:
                    self.assertNotIn(answer.status, (401, 403), (method, path, answer))
                # What may be without a credential, from the networks that it is open to.
                self.assertEqual({} in security, path.startswith("/api/session-manager/"), path)
        for path, body in (("login", {"phone_number": "+49301234567", "password": "wrong password"}), ("refresh", {"refresh": "none"})):
            answer = one.post(f"/api/v1/auth/{path}/", body)
            self.assertEqual((answer.status, answer.headers["WWW-Authenticate"]), (401, 'Bearer realm="muster"'), answer)

    def test_the_address_behind_a_trusted_proxy_is_the_clients(self):
        one = self.admin("--trusted-proxy", "127.0.0.1")
        for _ in range(10):
            one.post("/v1/auth/login", {"login": self.login, "password": "wrong"}, {"X-Forwarded-For": "9.9.9.9, 10.1.1.1"})
        def log_in(forwarded):
            return one.post("/v1/auth/login", {"login": self.login, "password": self.password}, {"X-Forwarded-For": forwarded}).status
        self.assertEqual(log_in("8.8.8.8, 10.1.1.1"), 429)
        self.assertEqual(log_in("10.1.1.1, 10.1.1.2"), 200)

    def test_keys(self):
        one = self.admin()
        made = one.post("/v1/api-keys", {"name": "kiosk", "role": "ingest"})
        self.assertEqual(made.status, 201)
        self.assertEqual(made.headers["Cache-Control"], "no-store")
        self.assertEqual(self.by_key(one, made.json["key"], "POST", "/v1/check-ins", {"subject": "x", "kind": "worklog"}), 202)
        self.assertEqual(self.by_key(one, made.json["key"], "GET", "/v1/api-keys"), 403)
        listed = one.get("/v1/api-keys").json["items"]
        self.assertEqual([(k["id"], k["name"], k["role"], k["expires_at"]) for k in listed], [(made.json["id"], "kiosk", "ingest", None)])
        self.assertNotIn(made.json["key"], one.get("/v1/api-keys").body)
        both = one.get("/v1/stats", {"X-API-Key": made.json["key"]})
        self.assertEqual((both.status, both.json["code"]), (400, "two_credentials"))
        self.assertEqual(one.post("/v1/api-keys", {"name": "x", "role": "user"}).status, 422)
        self.assertEqual(one.post("/v1/api-keys", {"name": "x", "role": "ingest", "expires_at": ""}).status, 422)
        self.assertEqual(one.post("/v1/api-keys", {"name": "x", "rôle": "user"}).json["code"], "unknown_field")
        self.assertEqual(one.delete(f"/v1/api-keys/{made.json['id']}").status, 204)
        self.assertEqual(self.by_key(one, made.json["key"], "POST", "/v1/check-ins", {"subject": "x", "kind": "worklog"}), 401)

    @staticmethod
    def by_key(server, key, method, path, body=None):
        return server.call(method, path, body, {"X-API-Key": key, "Authorization": None}).status

    def test_commands_bring_a_credential(self):
        one = self.admin()
        made = one.post("/v1/api-keys", {"name": "set up", "role": "admin"}).json
        sample = ["sample", "--url", f"http://127.0.0.1:{one.port}", "--sessions", "2"]
        self.assertEqual(run(*sample, env={"MUSTER_KEY": made["key"]})[0], 0)
        self.assertEqual(run(*sample, env={"MUSTER_TOKEN": one.headers["Authorization"].split()[1]})[0], 0)
        code, _, errors = run(*sample)
        self.assertEqual(code, 1)
        self.assertIn("unauthorized", errors)

    def test_tenants_have_their_own_admin_and_log_ins(self):
        one = self.start("--tenants", "default,acme")
        lines = [line.split() for line in one.stderr().splitlines() if line.startswith("admin credential: ")]
        (_, _, _, mine), (_, _, _, theirs, _, _) = lines
        self.assertEqual(one.post("/v1/auth/login", {"login": "admin", "password": theirs}).status, 401)
        self.assertEqual(one.post("/v1/auth/login", {"login": "admin", "password": theirs, "tenant": "../acme"}).status, 422)
        one.log_in("admin", theirs, tenant="acme")
        self.assertEqual(one.put("/v1/subjects/u-1", {}).status, 201)
        one.log_in("admin", mine)
        self.assertEqual(one.get("/v1/subjects/u-1").status, 404)

    def test_what_may_not_be(self):
        for arguments, hint in ((("--auth", "none", "--listen", "0.0.0.0:0"), "this machine alone"),
                                (("--auth", "none", "--auth", "keys"), "stands alone"),
                                (("--auth", "king"), "builtin, jwt, keys, or none"),
                                (("--auth", "jwt"), "jwt-issuer"),
                                (("--auth", "jwt", "--jwt-jwks", "http://id.example/keys", "--jwt-issuer", "x", "--jwt-audience", "y"), "https"),
                                (("--trusted-proxy", "proxy.example"), "no network")):
            code, _, errors = run("serve", "--data", self.data(), *arguments)
            self.assertEqual(code, 2, errors)
            self.assertIn(hint, errors)
        code, _, errors = run("ingest", "--data", self.data(), "--log", "kafka://127.0.0.1:1")
        self.assertEqual(code, 2)
        self.assertIn("share a key", errors)
        code, _, errors = run("serve", "--config", self.write("muster.toml", "[jwt]\nissuer = 'x'\n[jwt.claims]\nroles = 'y'\n"))
        self.assertEqual(code, 2)
        self.assertIn("jwt.claims.roles", errors)

    def test_a_key_that_others_may_read_is_none(self):
        os.makedirs(self.data())
        path = self.write("data/token.key", base64.b64encode(os.urandom(33)).decode())
        os.chmod(path, 0o644)
        code, _, errors = run("serve", "--data", self.data(), "--listen", "127.0.0.1:0")
        self.assertEqual(code, 1)
        self.assertIn("chmod 600", errors)


if __name__ == "__main__":
    unittest.main()
