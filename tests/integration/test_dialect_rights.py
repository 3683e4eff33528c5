"""The dialects with real credentials: accounts and keys of muster's own, tokens of another issuer, and none where a
dialect is open to a network."""

import base64
import hashlib
import hmac
import json
import time
import unittest

import muster

PASSWORD = "correct horse battery"
JSON = {"Content-Type": "application/json"}
WORKLOGS = "/api/worktime/worklogs"
PLACE = {"name": "Springfield House", "lat": 39.7817, "lon": -89.6501, "radius_m": 100}
HERE = {"latitude": "39.7817", "longitude": "-89.6501", "accuracy": 15.5}


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def signed(secret, claims):
    """An HS256 token as another issuer makes it."""
    def part(raw):
        return base64.urlsafe_b64encode(raw).rstrip(b"=")
    head = part(json.dumps({"alg": "HS256", "typ": "JWT"}).encode()) + b"." + part(json.dumps(claims).encode())
    return (head + b"." + part(hmac.new(secret.encode(), head, hashlib.sha256).digest())).decode()


class Rights(muster.ServerTest):
    def start(self, *arguments, auth=(), data="data"):
        self.it = self.server(*arguments, auth=auth, data=self.data(data))
        lines = [line for line in self.it.stderr().splitlines() if line.startswith("admin credential: ")]
        self.admin_login, self.admin_password = lines[0].split()[2:4]
        self.it.log_in(self.admin_login, self.admin_password)

    def person(self, subject, login, **record):
        self.assertIn(self.it.put(f"/v1/subjects/{subject}", {"login": login, **record}).status, (200, 201))
        self.assertEqual(self.it.put(f"/v1/accounts/{login}", {"password": PASSWORD, "subject": subject}).status, 204)
        return self.log_in(login)

    def log_in(self, login):
        answer = self.it.post("/v1/auth/login", {"login": login, "password": PASSWORD}, {"Authorization": None})
        self.assertEqual(answer.status, 200, answer)
        return bearer(answer.json["access"])

    def call(self, method, path, who, body=None):
        return self.it.call(method, path, body, who)


class Devices(Rights):
    def create(self, who):
        answer = self.call("POST", "/sessions", who, {})
        self.assertEqual(answer.status, 201, answer)
        return answer.json["id"]

    def refused(self, who):
        answer = self.call("GET", "/sessions", who)
        self.assertEqual((answer.status, answer.json["code"]), (401, "session_closed"), answer)
        self.assertEqual(self.call("GET", "/v1/auth/check", who).status, 401)
        answer = self.call("GET", "/v1/subjects/74/sessions", who)
        self.assertEqual((answer.status, answer.json["code"]), (401, "session_closed"))

    def test_a_device_that_is_signed_out_is_out(self):
        self.start()
        laptop = self.person("74", "ann")
        self.assertEqual(self.call("GET", "/sessions", laptop).json, [])
        phone = self.log_in("ann")
        on_laptop, on_phone = self.create(laptop), self.create(phone)
        self.assertEqual([row["id"] for row in self.call("GET", "/sessions", laptop).json], [on_phone, on_laptop])
        self.assertEqual(self.call("DELETE", "/sessions/logout", laptop).json,
                         {"success": True, "message": "Current session closed successfully"})
        self.refused(laptop)
        self.assertEqual([row["id"] for row in self.call("GET", "/sessions", phone).json], [on_phone])
        # The admin logs out the other.
        self.assertEqual(self.it.delete(f"/sessions/{on_phone}").status, 200)
        self.refused(phone)
        self.assertEqual(self.it.get("/sessions/user/74").json, [])
        again = self.log_in("ann")
        self.create(again)
        self.assertEqual(self.call("GET", "/v1/auth/check", again).status, 204)
        self.assertEqual(self.call("DELETE", "/sessions", again).status, 200)
        self.refused(again)

    def test_the_fourth_device_puts_out_the_first(self):
        self.start()
        tokens = [self.person("74", "ann")] + [self.log_in("ann") for _ in range(3)]
        for token in tokens:
            self.create(token)
        self.refused(tokens[0])
        self.assertEqual(len(self.call("GET", "/sessions", tokens[3]).json), 3)

    def test_only_admins_see_others(self):
        self.start()
        ann, ben = self.person("74", "ann"), self.person("75", "ben")
        made = self.create(ann)
        analyst = {"Authorization": None, "X-API-Key": self.it.post("/v1/api-keys", {"name": "reads", "role": "analyst"}).json["key"]}
        chief = self.person("76", "chief", role="supervisor")
        self.assertEqual(self.call("GET", "/v1/subjects/74/sessions", analyst).status, 200)
        for who in (ann, ben, chief, analyst):
            self.assertEqual(self.call("GET", "/sessions/user/74", who).status, 403)
        def refused():
            return [one["outcome"] for one in self.it.get("/v1/audit").json["items"] if (one["action"], one["target"]) == ("refused", "/sessions/user/74")]
        muster.wait_until("who was refused is on record", lambda: refused() == 4 * ["forbidden"])
        self.assertEqual(self.it.get("/sessions/user/99").json, [])
        self.assertEqual(self.call("DELETE", f"/sessions/{made}", ben).status, 404)
        self.assertEqual([row["user_id"] for row in self.it.get("/sessions/user/74").json], [74])
        answer = self.call("GET", "/sessions", {"Authorization": None})
        self.assertEqual((answer.status, list(answer.json)), (401, ["detail"]))

    def test_requests_are_signs_of_life(self):
        self.start("--test-clock", "2026-11-20T08:00:00Z")
        ann = self.person("74", "ann")
        self.create(ann)
        self.it.put("/test/clock", {"now": "2026-11-20T08:30:00Z"})
        muster.wait_until("last activity", lambda: self.call("GET", "/sessions", ann).json[0]["last_activity"] == "2026-11-20T08:30:00Z")
        # Whatever is asked, again and again, once a minute of the server's clock.
        for now, path in (("08:30:59", "/v1/auth/check"), ("08:31:00", "/v1/auth/check"), ("08:40:00", "/v1/subjects/74")):
            self.it.put("/test/clock", {"now": f"2026-11-20T{now}Z"})
            self.call("GET", path, ann)
        muster.wait_until("last activity", lambda: self.it.get("/sessions/user/74").json[0]["last_activity"] == "2026-11-20T08:40:00Z")
        session = self.it.get("/sessions/user/74").json[0]["id"]
        events = self.it.get(f"/v1/sessions/{session}/events").json["items"]
        self.assertEqual([one["event"]["time"][11:19] for one in events], ["08:00:00", "08:30:00", "08:31:00", "08:40:00"])

    def test_what_is_too_long_is_named(self):
        self.start()
        answer = self.call("POST", "/sessions", self.person("74", "ann"), {"device_name": "x" * 300})
        self.assertEqual((answer.status, list(answer.json)), (400, ["detail"]), answer)
        self.assertIn("device_name", answer.json["detail"])


class WorkLogs(Rights):
    def test_who_may_close_whose(self):
        self.start()
        ann = self.person("1", "ann", department="north/day")
        boss = self.person("2", "boss", department="north", role="supervisor")
        other = self.person("3", "other", department="south", role="supervisor")
        self.assertEqual(self.call("POST", WORKLOGS + "/check_in/", ann).status, 201)
        self.assertEqual(self.call("POST", WORKLOGS + "/check_in/", boss).status, 201)
        rows = lambda who: [row["employee"] for row in self.call("GET", WORKLOGS + "/current_sessions/", who).json]
        self.assertEqual((rows(ann), rows(boss), rows(other), rows({})), ([1], [2, 1], [], [2, 1]))
        self.assertEqual(self.call("POST", WORKLOGS + "/quick_checkout/", ann, {"employee_id": 2}).status, 403)
        self.assertEqual(self.call("POST", WORKLOGS + "/quick_checkout/", other, {"employee_id": 1}).status, 404)
        self.assertEqual(self.call("POST", WORKLOGS + "/quick_checkout/", boss, {"employee_id": 1}).status, 200)
        closed = self.call("POST", WORKLOGS + "/quick_checkout/", boss, {})
        self.assertEqual((closed.status, closed.json["employee"]), (200, 2))
        path = f"{WORKLOGS}/{closed.json['id']}/"
        self.assertEqual(self.call("PATCH", path, ann, {"is_approved": True}).status, 403)
        self.assertEqual(self.call("PATCH", path, boss, {"is_approved": True}).status, 403)
        self.assertEqual(self.call("PATCH", path, {}, {"is_approved": True}).json["status"], "Approved")
        answer = self.call("GET", WORKLOGS + "/current_sessions/", {"Authorization": None})
        self.assertEqual((answer.status, list(answer.json)), (401, ["detail"]))


class ClockIn(Rights):
    def api(self, method, path, body=None, who=None):
        return self.it.call(method, f"/api/v1/{path}", body, who or {"Authorization": None})

    def test_from_registration_to_log_out(self):
        self.start()
        self.it.put("/v1/places/1", PLACE)
        form = {"phone_number": "+1 (555) 123-4567", "password": PASSWORD, "first_name": "Pat", "last_name": "Price",
                "emergency_contact_name": "Sam", "emergency_contact_phone": "+15550000000"}
        made = self.api("POST", "auth/register/", form)
        self.assertEqual(made.status, 201, made)
        profile = {"id": made.json["user"]["id"], "phone_number": "+15551234567", "first_name": "Pat", "last_name": "Price", "email": "",
                   "role": "practitioner", "department": "", "emergency_contact_name": "Sam", "emergency_contact_phone": "+15550000000"}
        self.assertEqual(made.json["user"], profile)
        self.assertIsInstance(profile["id"], int)
        self.assertEqual(self.api("POST", "auth/register/", form).json, {"phone_number": ["A user with this phone number already exists."]})

        wrong = self.api("POST", "auth/login/", {"phone_number": "+15551234567", "password": "not this one"})
        self.assertEqual((wrong.status, list(wrong.json)), (401, ["detail"]))
        tokens = self.api("POST", "auth/login/", {"phone_number": "+15551234567", "password": PASSWORD}).json
        pat = bearer(tokens["access"])
        self.assertEqual(self.api("GET", "auth/profile/", who=pat).json, profile)
        changed = self.api("PATCH", "auth/profile/", {"email": "pat@example.com", "role": "admin", "emergency_contact_name": "Kim"}, pat)
        self.assertEqual(changed.json, {**profile, "email": "pat@example.com", "emergency_contact_name": "Kim"})

        visit = self.api("POST", "sessions/clock-in/", {"client": 1, **HERE, "service_type": "counseling"}, pat)
        self.assertEqual(visit.status, 201, visit)
        self.assertEqual(visit.json["session"]["practitioner"], profile["id"])
        self.assertEqual(self.api("POST", "sessions/clock-in/", {"client": 1, **HERE}, pat).status, 409)
        self.assertEqual(self.api("GET", "sessions/active/", who=pat).json["session"]["id"], visit.json["session"]["id"])
        self.assertEqual(self.api("GET", "sessions/all/", who=pat).status, 403)
        self.assertEqual(self.api("GET", "clients/", who=pat).json["count"], 1)
        self.assertEqual(self.api("POST", "clients/", {"name": "x", "latitude": 1, "longitude": 1}, pat).status, 403)
        self.assertEqual(self.it.get("/api/v1/sessions/all/").json["count"], 1)
        self.assertEqual(self.api("POST", "sessions/clock-out/", HERE, pat).status, 200)
        self.assertEqual(self.api("GET", "sessions/my-sessions/", who=pat).json["count"], 1)

        refreshed = self.api("POST", "auth/refresh/", {"refresh": tokens["refresh"]})
        self.assertEqual((refreshed.status, sorted(refreshed.json)), (200, ["access", "refresh"]))
        pat = bearer(refreshed.json["access"])
        wrong = self.api("POST", "auth/password/change/", {"old_password": "nope nope nope", "new_password": "another long one"}, pat)
        self.assertEqual((wrong.status, list(wrong.json)), (400, ["old_password"]))
        self.assertEqual(self.api("POST", "auth/password/change/", {"old_password": PASSWORD, "new_password": "another long one"}, pat).status, 200)
        self.assertEqual(self.api("POST", "auth/login/", {"phone_number": "+15551234567", "password": "another long one"}).status, 200)
        self.assertEqual(self.api("POST", "auth/logout/", {}, pat).status, 200)
        self.assertEqual(self.api("GET", "auth/profile/", who=pat).status, 401)

    def test_ten_wrong_passwords_and_it_says_how_long_to_wait(self):
        self.start()
        wrong = {"phone_number": "+15551234567", "password": "not this one"}
        for _ in range(10):
            self.assertEqual(self.api("POST", "auth/login/", wrong).status, 401)
        limited = self.api("POST", "auth/login/", wrong)
        self.assertEqual((limited.status, list(limited.json)), (429, ["detail"]))
        self.assertTrue(5 < int(limited.headers["Retry-After"]) <= 300, limited.headers["Retry-After"])

    def test_who_may_register(self):
        form = {"phone_number": "+15551234567", "password": PASSWORD}
        self.start("--config", self.write("closed.toml", "[dialects.clock-in]\nopen_to = []\n"))
        self.assertEqual(self.api("POST", "auth/register/", form).status, 403)
        self.assertEqual(self.api("POST", "auth/register/", form, self.it.headers).status, 201, "an admin")
        self.start("--trusted-proxy", "127.0.0.1/32", data="proxied")
        for said in (None, "", "8.8.8.8, junk", "127.0.0.2:1234", "8.8.8.8"):
            answer = self.api("POST", "auth/register/", form, {"Authorization": None, "X-Forwarded-For": said})
            self.assertEqual(answer.status, 403, said)
        self.start(data="plain")
        for header in ("X-Forwarded-Port", "Via"):
            self.assertEqual(self.api("POST", "auth/register/", form, {"Authorization": None, header: "1"}).status, 403)
        self.assertEqual(self.api("POST", "auth/register/", form).status, 201)

    def test_forms_that_are_wrong(self):
        self.start()
        for form, field in (({"password": PASSWORD}, "phone_number"), ({"phone_number": "+15551234567"}, "password"),
                            ({"phone_number": "12ab", "password": PASSWORD}, "phone_number"),
                            ({"phone_number": "+15551234567", "password": "short"}, "password")):
            answer = self.api("POST", "auth/register/", form)
            self.assertEqual((answer.status, list(answer.json)), (400, [field]), form)
        # All that is wrong at once.
        for form, fields in (({}, ["phone_number", "password"]),
                             ({"phone_number": "12ab", "password": PASSWORD, "password2": "x", "first_name": {}, "email": "ann"},
                              ["phone_number", "password2", "first_name", "email"])):
            answer = self.api("POST", "auth/register/", form)
            self.assertEqual((answer.status, list(answer.json)), (400, fields), answer)
        self.assertEqual(list(self.api("POST", "auth/login/", {}).json), ["phone_number", "password"])
        pat = self.api("POST", "auth/register/", {"phone_number": "+15551234567", "password": PASSWORD}).json["access"]
        for method, path, form, fields in (
                ("PATCH", "auth/profile/", {"email": "a b@c", "last_name": [1]}, ["last_name", "email"]),
                ("POST", "auth/password/change/", {"old_password": PASSWORD, "new_password": "another long one", "new_password_confirm": "an other"},
                 ["new_password_confirm"]),
                ("POST", "sessions/clock-in/", {"accuracy": "near", "timestamp": "soon"}, ["accuracy", "timestamp", "client", "latitude", "longitude"]),
                ("GET", "clients/nearby/?radius=-1", None, ["latitude", "longitude", "radius"])):
            answer = self.api(method, path, form, bearer(pat))
            self.assertEqual((answer.status, list(answer.json)), (400, fields), answer)
        for form, fields in (({}, ["name", "latitude", "longitude"]),
                             ({"name": " ", "latitude": "x", "longitude": 1, "radius_m": "wide"}, ["name", "latitude", "radius_m"])):
            answer = self.it.post("/api/v1/clients/", form)
            self.assertEqual((answer.status, list(answer.json)), (400, fields), answer)
        self.assertEqual(self.api("POST", "auth/refresh/", {"refresh": "x"}).status, 401)
        self.assertEqual(list(self.api("GET", "sessions/active/").json), ["detail"])


if __name__ == "__main__":
    unittest.main()
