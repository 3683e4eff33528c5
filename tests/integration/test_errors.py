"""Each error that the calls document, through the real server: status, code and place."""

import http.client
import json
import unittest

import story
from muster import ServerTest

CHECK_IN = {"subject": "ann", "session_id": "s1", "kind": "worklog", "time": story.at("11:00:00")}
EVENT = {"specversion": "1.0", "id": "e1", "source": "/t", "type": "muster.ping.v1", "subject": "ann",
         "time": story.at("11:00:00"), "data": {"session_id": "s1"}}
CLOUD = {"Content-Type": "application/cloudevents+json"}


def but(**changes):
    return {k: v for k, v in {**CHECK_IN, **changes}.items() if v is not None}


# name: (method, path, body, headers, status, code, pointer or None)
CASES = {
    "not JSON": ("POST", "/v1/check-ins", "{", {}, 400, "bad_json", None),
    "not UTF-8": ("POST", "/v1/check-ins", b'{"subject":"\xff"}', {}, 400, "bad_utf8", None),
    "a key twice": ("POST", "/v1/check-ins", '{"subject":"a","subject":"b"}', {}, 400, "duplicate_key", None),
    "unknown field": ("POST", "/v1/check-ins", but(subjct="x"), {}, 422, "unknown_field", "/subjct"),
    "missing subject": ("POST", "/v1/check-ins", but(subject=None), {}, 422, "missing_field", "/subject"),
    "bad subject": ("POST", "/v1/check-ins", but(subject="a\u0001"), {}, 422, "bad_subject", "/subject"),
    "bad session id": ("POST", "/v1/check-ins", but(session_id="a b"), {}, 422, "bad_session_id", "/session_id"),
    "wrong type": ("POST", "/v1/check-ins", but(kind=5), {}, 422, "bad_field", "/kind"),
    "unknown kind": ("POST", "/v1/check-ins", but(kind="holiday"), {}, 422, "unknown_kind", "/kind"),
    "not a time": ("POST", "/v1/check-ins", but(time="noon"), {}, 422, "bad_time", "/time"),
    "future": ("POST", "/v1/check-ins", but(time=story.at("12:03:00")), {}, 422, "future_event", "/time"),
    "too old": ("POST", "/v1/check-ins", but(time="2024-11-21T08:00:00Z"), {}, 422, "too_old", "/time"),
    "visit without place": ("POST", "/v1/check-ins", but(kind="visit"), {}, 422, "place_required", None),
    "unknown place": ("POST", "/v1/check-ins", but(kind="visit", place_id="99"), {}, 422, "unknown_place", "/place_id"),
    "null island": ("POST", "/v1/locations", {**story.item("a", "b", "11:00:00"), "position": {"lat": 0, "lon": 0}}, {}, 422, "out_of_range", None),
    "latitude": ("POST", "/v1/locations", {**story.item("a", "b", "11:00:00"), "position": {"lat": 91, "lon": 0}}, {}, 422, "out_of_range", None),
    "ping too fast": ("POST", "/v1/pings", story.item("a", "b", "11:00:00", next_ping_s=0.5), {}, 422, "out_of_range", "/next_ping_s"),
    "notes too long": ("POST", "/v1/check-ins", but(notes="x" * 2001), {}, 422, "out_of_range", "/notes"),
    "two selectors": ("POST", "/v1/check-outs", {"subject": "a", "session_id": "b", "all": True}, {}, 422, None, None),
    "no selector": ("POST", "/v1/check-outs", {"subject": "a"}, {}, 422, None, None),
    "empty array": ("POST", "/v1/check-ins", [], {}, 422, "empty_batch", None),
    "too many items": ("POST", "/v1/pings", [{}] * 10001, {}, 413, "too_many_items", None),
    "body too large": ("POST", "/v1/pings", "[" + " " * (8 * 1024 * 1024) + "]", {}, 413, "body_too_large", None),
    "media type": ("POST", "/v1/check-ins", "{}", {"Content-Type": "text/plain"}, 415, "unsupported_media_type", None),
    "encoded": ("POST", "/v1/check-ins", "{}", {"Content-Encoding": "gzip"}, 415, "unsupported_media_type", None),
    "written with parameters": ("POST", "/v1/check-ins?dry=1", CHECK_IN, {}, 400, "unknown_parameter", None),
    "key too long": ("POST", "/v1/check-ins", CHECK_IN, {"Idempotency-Key": "k" * 129}, 400, "bad_header", None),
    "bad wait": ("POST", "/v1/check-ins", CHECK_IN, {"Prefer": "wait=soon"}, 400, "bad_header", None),
    "foreign type": ("POST", "/v1/events", {**EVENT, "type": "acme.x"}, CLOUD, 422, "foreign_type", "/type"),
    "newer type": ("POST", "/v1/events", {**EVENT, "type": "muster.teleport.v1"}, CLOUD, 422, "newer_type", "/type"),
    "no such session": ("GET", "/v1/sessions/none", None, {}, 404, "not_found", None),
    "no such path": ("GET", "/v1/nothing", None, {}, 404, "not_found", None),
    "method": ("DELETE", "/v1/sessions", None, {}, 405, "method_not_allowed", None),
    "trace": ("TRACE", "/v1/sessions", None, {}, 405, "method_not_allowed", None),
    "unknown parameter": ("GET", "/v1/sessions?colour=red", None, {}, 400, "unknown_parameter", "colour"),
    "parameter twice": ("GET", "/v1/sessions?limit=1&limit=2", None, {}, 400, "repeated_parameter", "limit"),
    "unreadable parameter": ("GET", "/v1/sessions?limit=many", None, {}, 400, "bad_parameter", "limit"),
    "limit out of range": ("GET", "/v1/sessions?limit=1001", None, {}, 422, "out_of_range", "limit"),
    "bad cursor": ("GET", "/v1/sessions?cursor=zzz", None, {}, 400, "bad_cursor", "cursor"),
    "bad position": ("GET", "/v1/sessions", None, {"Muster-Position": "zzz"}, 400, "bad_position", None),
    "future as_of": ("GET", "/v1/sessions?as_of=2030-01-01T00:00:00Z", None, {}, 422, "future_as_of", "as_of"),
    "unaligned range": ("GET", "/v1/hours?from=2026-11-21T08:01:00Z", None, {}, 422, "unaligned_range", "from"),
    "unknown zone": ("GET", "/v1/hours?tz=Mars/Base", None, {}, 422, "unknown_zone", "tz"),
    "no such format": ("GET", "/v1/sessions", None, {"Accept": "image/png"}, 406, "not_acceptable", None),
    "target too long": ("GET", "/v1/sessions?x=" + "a" * 9000, None, {}, 414, "target_too_long", None),
    "head too large": ("GET", "/v1/sessions", None, {"X-Long": "a" * 17000}, 431, "head_too_large", None),
    "an action that there is not": ("GET", "/v1/audit?action=remove", None, {}, 400, "bad_parameter", "action"),
    "a subject that paths lose": ("PUT", "/v1/subjects/%2E%2E", {}, {}, 422, "out_of_range", None),
    "such a one in a body": ("POST", "/v1/check-ins", but(subject=".."), {}, 422, "bad_subject", "/subject"),
    "stale record": ("PUT", "/v1/places/7", story.PLACE, {"If-Match": '"other"'}, 412, "precondition_failed", None),
    "bad place": ("PUT", "/v1/places/8", {"name": "x"}, {}, 422, "missing_field", None),
    "no such place": ("GET", "/v1/places/none", None, {}, 404, "not_found", None),
    "not built yet": ("DELETE", "/v1/subjects/u-1?erase=true", None, {}, 501, "not_yet", None),
}


class Errors(ServerTest):
    def setUp(self):
        super().setUp()
        self.one = self.server("--test-clock", story.NOW)

    def check(self, case):
        method, path, body, headers, status, code, pointer = case
        answer = self.one.call(method, path, body, headers)
        self.assertEqual(answer.status, status, answer)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        problem = answer.json.get("problem", answer.json)
        self.assertEqual(problem["status"], status)
        self.assertIn("title", problem)
        if code:
            self.assertEqual(problem["code"], code)
            self.assertEqual(problem["type"], f"/problems/{code}")
        if pointer:
            self.assertIn(pointer.lstrip("/"), [one["pointer"].lstrip("/") for one in problem["errors"]])

    def test_each_documented_error(self):
        for name, case in CASES.items():
            with self.subTest(name):
                self.check(case)

    def test_a_bad_item_refuses_itself_alone(self):
        answer = self.one.post("/v1/check-ins", [but(), but(session_id="s2", time="noon"), but(session_id="s3", kind="pc")])
        self.assertEqual(answer.status, 202)
        self.assertEqual([one["status"] for one in answer.json["items"]], [202, 422, 202])
        self.assertEqual(answer.json["items"][1]["problem"]["errors"][0]["pointer"], "/1/time")

    def test_a_misspelt_field_names_those_that_there_are(self):
        for path, body, known in (("/v1/check-ins", but(subjct="x"), ["subject", "session_id", "place_id"]),
                                  ("/v1/check-ins", but(position={"lat": 1, "lng": 2}), ["lat, lon"]),
                                  ("/v1/subjects", {"subject": "x", "first": "y"}, ["first_name", "tz"]),
                                  ("/v1/sessions/close", {"knd": "pc"}, ["kind", "older_than_s"])):
            faults = [one["reason"] for one in self.one.post(path, body).json["errors"] if one["code"] == "unknown_field"]
            for name in known:
                self.assertIn(name, faults[0])

    def test_the_check_ins_of_a_day_are_over_with_it(self):
        items = [{"subject": "ann", "kind": "worklog"}] * 5000
        self.assertEqual(self.one.post("/v1/check-ins", items).status, 202)
        for body in (items[0], items[:2]):
            full = self.one.post("/v1/check-ins", body)
            self.assertEqual(full.status, 429, full)
            self.assertEqual(int(full.headers["Retry-After"]), 12 * 3600, "it is noon")

    def test_two_subjects_may_share_a_session_id(self):
        for subject in ("ann", "bob"):
            self.one.post("/v1/check-ins", but(subject=subject), {"Prefer": "wait=5"})
        self.assertEqual(self.one.get("/v1/sessions/s1").status, 409)
        self.assertEqual(self.one.get("/v1/sessions/s1?subject=bob").json["subject"], "bob")

    def test_a_request_id_comes_back_if_it_is_one(self):
        self.assertEqual(self.one.get("/v1/stats", {"X-Request-Id": "abc-1"}).headers["X-Request-Id"], "abc-1")
        self.assertNotEqual(self.one.get("/v1/stats", {"X-Request-Id": "a b"}).headers["X-Request-Id"], "a b")

    def test_a_page_whose_name_leads_here_is_not_let_in(self):
        for host, status in (("evil.example", 403), ("localhost:1", 200), ("[::1]", 200)):
            answer = self.one.get("/v1/stats", {"Host": host})
            self.assertEqual(answer.status, status, host)
        self.assertEqual(self.one.get("/v1/sessions/nowhere").headers["Cache-Control"], "no-store")

    def test_an_answer_that_is_known_is_not_sent_again(self):
        tag = self.one.get("/v1/stats").headers["ETag"]
        self.assertEqual(self.one.get("/v1/stats", {"If-None-Match": tag}).status, 304)

    def test_head_is_get_without_a_body(self):
        answer = self.one.call("HEAD", "/v1/stats")
        self.assertEqual((answer.status, answer.body), (200, ""))

    def test_the_pages_of_problems_are_there(self):
        for name, case in CASES.items():
            if case[5]:
                with self.subTest(name):
                    self.assertEqual(self.one.get(f"/problems/{case[5]}").status, 200)

    def test_no_transfer_encoding(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.one.port, timeout=30)
        connection.request("POST", "/v1/check-ins", body=iter([json.dumps(CHECK_IN).encode()]),
                           headers={"Content-Type": "application/json"}, encode_chunked=True)
        response = connection.getresponse()
        self.assertEqual(response.status, 411)
        connection.close()


if __name__ == "__main__":
    unittest.main()
