"""The directory through the program: many at once, lists, search, the nearest, and its bound of memory."""

import unittest
from urllib.parse import quote

from muster import ServerTest, wait_until

SMALLEST = ["--directory-bytes", str(1 << 20)]


def person(number, **more):
    return {"subject": f"u-{number:04}", "first_name": "Jürgen", "last_name": f"Müller {number}", "department": f"d{number % 3}", **more}


class Directory(ServerTest):
    def test_many_at_once_and_back_by_lists(self):
        server = self.server(data=self.data("one"))
        answer = server.post("/v1/subjects", [person(n) for n in range(2500)] + [{"subject": "bad", "tz": "Mars"}])
        self.assertEqual(answer.status, 200, answer)
        items = answer.json["items"]
        self.assertEqual([item["status"] for item in items], [201] * 2500 + [422])
        found, cursor = [], ""
        while cursor is not None:
            page = server.get(f"/v1/subjects?department=d1&limit=400{cursor and '&cursor=' + cursor}").json
            found += [item["subject"] for item in page["items"]]
            cursor = page["next_cursor"]
        self.assertEqual(found, [f"u-{n:04}" for n in range(2500) if n % 3 == 1])
        one = server.get(f"/v1/subjects?q={quote('muller 17')}&count=true").json
        self.assertIn("u-0017", [item["subject"] for item in one["items"]])
        self.assertEqual(server.get(f"/v1/subjects?q={quote('MÜLLER')}&count=true&limit=1").json["count"], 2500)

        server.end()
        again = self.server(data=self.data("one"))
        self.assertEqual(again.get("/v1/subjects/u-0017").headers["ETag"], items[17]["etag"])
        self.assertIn('muster_directory_records{type="subject"} 2500', again.get("/metrics").body)

    def test_places_nearby_and_devices(self):
        server = self.server(data=self.data("one"))
        places = [{"place_id": f"p{n}", "name": f"Place {n}", "lat": 52.5 + n / 1000, "lon": 13.4, "radius_m": 50} for n in range(100)]
        self.assertEqual(server.post("/v1/places", places).status, 200)
        near = server.get("/v1/places/nearby?lat=52.55&lon=13.4&radius_m=250").json["items"]
        self.assertEqual([place["place_id"] for place in near[:1]], ["p50"])
        self.assertEqual({place["place_id"] for place in near}, {"p48", "p49", "p50", "p51", "p52"})
        self.assertEqual(server.put("/v1/devices/gate", {"name": "Gate", "type": "terminal", "department": "d1"}).status, 201)
        self.assertEqual([d["device_id"] for d in server.get("/v1/devices?type=terminal").json["items"]], ["gate"])
        self.assertEqual(server.call("DELETE", "/v1/devices/gate").status, 204)
        self.assertEqual(server.get("/v1/devices").json["items"], [])

    def test_a_full_directory_is_said_and_holds_what_it_has(self):
        server = self.server(*SMALLEST, data=self.data("one"))
        large = {"attributes": {f"a{n}": "x" * 200 for n in range(16)}}
        statuses, number = set(), 0
        while 503 not in statuses and number < 20:
            answer = server.post("/v1/subjects", [person(100 * number + n, **large) for n in range(100)])
            statuses |= {item["status"] for item in answer.json["items"]}
            number += 1
        self.assertEqual(statuses, {201, 503})
        problem = answer.json["items"][-1]["problem"]
        self.assertEqual(problem["code"], "directory_full")
        self.assertEqual(server.get("/v1/subjects/u-0000").status, 200)
        self.assertEqual(server.call("DELETE", "/v1/subjects/u-0000").status, 204)
        self.assertEqual(server.get("/readyz").status, 200, "it keeps up with its log")

    def test_a_log_that_holds_more_than_the_bound(self):
        server = self.server(data=self.data("one"))
        large = {"attributes": {f"a{n}": "x" * 250 for n in range(16)}}
        self.assertEqual(server.post("/v1/subjects", [person(n, **large) for n in range(400)]).status, 200)
        server.end()
        small = self.server(*SMALLEST, data=self.data("one"), ready=False)
        wait_until("it says why", lambda: "directory: can't be read: directory_full" in small.get("/readyz?verbose").body)
        self.assertEqual(small.get("/readyz").status, 503)
        self.assertIn("--directory-bytes", small.stderr())


if __name__ == "__main__":
    unittest.main()
