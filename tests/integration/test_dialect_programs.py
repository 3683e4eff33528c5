"""The dialects as programs call them: with keys of muster's own, and with no credential where a dialect is open to a
network."""

import time
import unittest

from test_dialect_rights import JSON, WORKLOGS, Rights, bearer, signed


class Passes(Rights):
    def test_the_model_has_a_key_and_users_another_issuers_tokens(self):
        secret = "a secret of at least thirty-two bytes"
        self.start("--jwt-secret-file", self.write("secret", secret), "--jwt-issuer", "https://issuer.example", "--jwt-audience", "authenticated",
                   auth=("builtin", "keys", "jwt"))
        now = int(time.time())
        claims = {"iss": "https://issuer.example", "aud": "authenticated", "role": "authenticated", "sub": "uuid-1", "iat": now, "exp": now + 600}
        user = {**bearer(signed(secret, claims)), **JSON}
        entered = self.it.call("POST", "/api/checkin", headers=user)
        self.assertEqual((entered.status, entered.json["data"]["expires_in_minutes"]), (200, 60), entered)
        self.assertTrue(self.it.call("GET", "/api/session", headers=user).json["active"])
        for token in (signed("another secret of thirty-two bytes!!", claims), signed(secret, {**claims, "exp": now - 600}), "x"):
            answer = self.it.call("GET", "/api/session", headers=bearer(token))
            self.assertEqual((answer.status, answer.json), (401, {"success": False, "error": "Unauthorized"}))
        self.assertEqual(self.it.call("GET", "/api/model/active-users", headers=user).status, 403)

        key = self.it.post("/v1/api-keys", {"name": "model", "role": "model"}).json["key"]
        model = {"X-API-Key": key, "Authorization": None}
        users = self.it.call("GET", "/api/model/active-users", headers=model)
        self.assertEqual((users.status, [one["user_id"] for one in users.json["data"]]), (200, ["uuid-1"]))
        self.assertEqual(self.it.call("GET", "/v1/sessions", headers=model).status, 403)
        for wrong in ({"Authorization": None}, {**model, "X-API-Key": "mk_nothing"}):
            answer = self.it.call("GET", "/api/model/active-users", headers=wrong)
            self.assertEqual((answer.status, answer.json), (401, {"success": False, "error": "Invalid API key"}))
        self.assertEqual(self.it.call("POST", "/api/checkout", headers=user).json, {"success": True, "message": "Checked out successfully"})


class Programs(Rights):
    """Keys: what a role has no right to is refused there as here, whatever it is about."""

    def key(self, role):
        answer = self.it.post("/v1/api-keys", {"name": role, "role": role})
        return {"X-API-Key": answer.json["key"], "Authorization": None, **JSON}

    def test_who_reads_nothing_reads_nothing(self):
        self.start()
        self.person("1", "ann", first_name="Nora", last_name="Ömer", email="nora@example.com")
        kiosk, replay = self.key("ingest"), self.key("replay")
        made = self.call("POST", WORKLOGS + "/check_in/", kiosk, {"employee_id": 1})
        self.assertEqual((made.status, made.json["employee"], made.json["employee_name"], made.json["email"]), (201, 1, "1", ""))
        here = f"{WORKLOGS}/{made.json['id']}/"
        self.assertEqual(self.it.get(here).json["employee_name"], "Nora Ömer")
        self.assertEqual(self.it.post("/sessions?subject=1", {}).status, 201)
        device = self.it.get("/sessions?subject=1").json[0]["id"]
        for who, also in ((kiosk, []), (replay, [("POST", "/api/checkin?subject=1", None), ("POST", WORKLOGS + "/check_in/", {"employee_id": 1}),
                                                  ("DELETE", f"/sessions/{device}", None), ("GET", "/api/session-manager/dashboard", None),
                                                  ("POST", "/v1/check-outs", {"subject": "1", "all": True})])):
            for method, path, body in [("GET", WORKLOGS + "/current_sessions/", None), ("GET", here, None), ("PATCH", here, {"status": "Approved"}),
                                       ("GET", "/sessions?subject=1", None), ("GET", "/sessions/user/1", None), ("GET", "/api/session?subject=1", None),
                                       ("GET", "/api/v1/auth/profile/?subject=1", None), ("GET", "/api/v1/sessions/active/?subject=1", None),
                                       ("GET", "/api/v1/sessions/my-sessions/?subject=1", None), ("GET", "/api/v1/clients/", None), *also]:
                answer = self.call(method, path, who, body)
                self.assertEqual(answer.status, 403, f"{method} {path} {answer}")
        for path in ("quick_checkout", "check_out"):
            for person in (1, 2):
                self.assertEqual(self.call("POST", f"{WORKLOGS}/{path}/", replay, {"employee_id": person}).status, 403)
        self.assertEqual(self.it.get(here).json["status"], "In Progress")
        answer = self.call("POST", "/v1/check-ins", {**kiosk, "Prefer": "wait=10"}, {"subject": "1", "kind": "worklog"})
        self.assertEqual((answer.status, answer.json["outcome"], answer.json["session"]), (200, "already_active", None))


class SessionManager(Rights):
    SESSION = {"id": "s1", "comp_name": "c1", "ip_addr": "10.0.0.1", "login": "user_1", "next_ping_sec": 60, "date_time": "2026-01-01T00:00:00Z"}

    def test_open_to_this_machine_and_to_nothing_else(self):
        self.start()
        nobody = {"Authorization": None}
        self.assertEqual(self.call("POST", "/api/session-manager/users", nobody, [{"Name": "user_1"}]).status, 200)
        self.assertEqual(self.call("POST", "/api/session-manager/session", nobody, self.SESSION).status, 200)
        self.assertEqual(self.call("GET", "/api/session-manager/dashboard", nobody).status, 200)
        hours = self.call("GET", "/api/session-manager/activity?login=user_1&group_by=month", nobody)
        self.assertEqual(hours.json["data"]["total_hours"], 0.02)
        for header in ("X-Forwarded-For", "X-Real-IP", "Forwarded"):
            answer = self.call("GET", "/api/session-manager/dashboard", {**nobody, header: "127.0.0.1"})
            self.assertEqual((answer.status, list(answer.json)), (401, ["message"]))
        self.assertEqual(self.call("GET", "/v1/sessions", nobody).status, 401)
        self.assertEqual(self.call("GET", WORKLOGS + "/current_sessions/", nobody).status, 401)

    def test_behind_a_proxy_the_clients_address_counts(self):
        config = self.write("muster.toml", '[dialects.session-manager]\nopen_to = ["10.1.0.0/16"]\n')
        self.start("--config", config, "--trusted-proxy", "127.0.0.1/32")
        for address, status in (("10.1.2.3", 200), ("8.8.8.8", 401), ("10.1.2.3, 8.8.8.8", 401), ("8.8.8.8, 10.1.2.3", 200)):
            answer = self.call("GET", "/api/session-manager/dashboard", {"Authorization": None, "X-Forwarded-For": address})
            self.assertEqual(answer.status, status, address)
        self.assertEqual(self.call("GET", "/api/session-manager/dashboard", {"Authorization": None}).status, 401)


if __name__ == "__main__":
    unittest.main()
