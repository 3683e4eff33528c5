"""Five systems at once in one process: the same people in all of them, twenty clients each; the process is killed and
started again, and every answer is as before. On the broker a second process answers the same."""

import concurrent.futures
import http.client
import signal
import threading
import unittest

import muster

PEOPLE = [str(number) for number in range(1, 21)]
JSON = {"Content-Type": "application/json"}


class FiveSystems(muster.ServerTest):
    def setUp(self):
        super().setUp()
        self.it = self.server("--test-clock", "2026-11-20T08:00:00Z")
        self.it.put("/v1/places/1", {"name": "Springfield House", "lat": 39.7817, "lon": -89.6501, "radius_m": 100})
        for person in PEOPLE:
            self.it.put(f"/v1/subjects/{person}", {"first_name": "Person", "last_name": person, "display_name": f"p{person}"})

    def clock(self, now):
        self.assertEqual(self.it.put("/test/clock", {"now": now}).status, 200)

    def all_at_once(self, calls):
        """Each call from a client of its own; the statuses in the order of the calls."""
        with concurrent.futures.ThreadPoolExecutor(max_workers=len(calls)) as clients:
            return [answer.status for answer in clients.map(lambda call: self.it.call(*call), calls)]

    def arrivals(self):
        calls = []
        for person in PEOPLE:
            calls += [
                ("POST", "/api/worktime/worklogs/check_in/", {"employee_id": person}),
                ("POST", f"/sessions?subject={person}", {"device_name": "Firefox on Linux"}),
                ("POST", "/api/session-manager/session", {"id": f"pc-{person}", "comp_name": "c1", "ip_addr": "10.0.0.1", "login": person,
                                                          "next_ping_sec": 7200, "date_time": "2026-11-20T08:00:00Z"}),
                ("POST", f"/api/v1/sessions/clock-in/?subject={person}", {"client": 1, "latitude": "39.7817", "longitude": "-89.6501", "accuracy": 5}),
                ("POST", f"/api/checkin?subject={person}", None, JSON)]
        return calls

    def answers(self, server):
        paths = ["/api/worktime/worklogs/current_sessions/", "/api/session-manager/dashboard", "/api/v1/sessions/all/?page_size=100",
                 "/api/model/active-users", "/v1/stats"]
        for person in PEOPLE:
            paths += [f"/sessions/user/{person}", f"/api/v1/sessions/active/?subject={person}", f"/api/session?subject={person}",
                      f"/api/session-manager/activity?login={person}&group_by=date&to_date=2026-11-20T08:30:00Z"]
        host = f"127.0.0.1:{server.port}"
        return {path: server.get(path).body.replace(host, "HOST") for path in paths}

    def test_all_five_at_once_and_again_after_a_kill(self):
        self.assertEqual(self.all_at_once(self.arrivals()), [201, 201, 200, 201, 200] * len(PEOPLE))
        self.clock("2026-11-20T08:30:00Z")
        before = self.answers(self.it)
        self.assertEqual(before["/api/worktime/worklogs/current_sessions/"].count('"In Progress"'), 20)
        self.assertEqual(before["/api/session-manager/dashboard"].count('"comp_name"'), 20)
        self.assertEqual(before["/api/v1/sessions/all/?page_size=100"].count('"disconnected"'), 20)
        self.assertEqual(before["/api/model/active-users"].count('"display_name":"p'), 20)
        self.it.end(signal.SIGKILL)
        self.it = self.server("--test-clock", "2026-11-20T08:30:00Z")
        others = [self.it]
        if muster.ON_KAFKA:
            others.append(self.server("--replica", "--test-clock", "2026-11-20T08:30:00Z", data=self.data("replica"), log=self.log()))
        for server in others:
            after = self.answers(server)
            for path, body in before.items():
                self.assertEqual(after[path], body, path)
        # And they go on from there.
        leave = [("POST", f"/api/v1/sessions/clock-out/?subject={person}", {"latitude": 39.7817, "longitude": -89.6501}) for person in PEOPLE]
        leave += [("POST", "/api/worktime/worklogs/quick_checkout/", {"employee_id": person}) for person in PEOPLE]
        leave += [("POST", f"/api/checkout?subject={person}", None, JSON) for person in PEOPLE]
        leave += [("DELETE", f"/sessions?subject={person}") for person in PEOPLE]
        self.assertEqual(set(self.all_at_once(leave)), {200})
        self.assertEqual(self.it.get("/api/worktime/worklogs/current_sessions/").json, [])
        self.assertEqual(self.it.get("/api/model/active-users").json["count"], 0)

    def until_answered(self, call, answered):
        """As a client does whose server goes away: again, until it is answered."""
        answers = []

        def asked():
            try:
                answers.append(self.it.call(*call))
            except (OSError, http.client.HTTPException):
                return False
            return answers[-1].status < 500
        muster.wait_until(f"an answer to {call[:2]}", asked)
        answered.release()
        return answers[-1].status

    def test_killed_while_all_arrive(self):
        calls = self.arrivals()
        answered = threading.Semaphore(0)
        with concurrent.futures.ThreadPoolExecutor(max_workers=len(calls)) as clients:
            statuses = [clients.submit(self.until_answered, call, answered) for call in calls]
            for _ in range(10):
                answered.acquire()
            self.it.end(signal.SIGKILL)
            self.it = self.server("--test-clock", "2026-11-20T08:00:00Z")
            # Whose answer was lost on the way may be told that they are in.
            self.assertLessEqual({one.result() for one in statuses}, {200, 201, 409})
        self.clock("2026-11-20T08:01:00Z")
        count = {(one["kind"], one["status"]): one["count"] for one in self.it.get("/v1/stats").json["items"]}
        devices = count.pop(("device", "active"))
        self.assertEqual(count, {(kind, "active"): len(PEOPLE) for kind in ("worklog", "pc", "visit", "pass")})
        self.assertTrue(len(PEOPLE) <= devices <= 2 * len(PEOPLE), devices)  # a second log-in is a second device

    def test_of_twenty_that_come_at_once_for_one_person_one_is_in(self):
        body = {"client": 1, "latitude": 39.7817, "longitude": -89.6501}
        statuses = self.all_at_once([("POST", "/api/v1/sessions/clock-in/?subject=1", body)] * 20)
        self.assertEqual(sorted(statuses), [201] + [409] * 19)
        statuses = self.all_at_once([("POST", "/api/v1/sessions/clock-out/?subject=1", body)] * 20)
        self.assertEqual(sorted(statuses), [200] + [404] * 19)
        with concurrent.futures.ThreadPoolExecutor(max_workers=20) as clients:
            passes = list(clients.map(lambda _: self.it.call("POST", "/api/checkin?subject=1", headers=JSON).json["data"]["session_id"], range(20)))
        self.assertEqual(len(set(passes)), 1)


if __name__ == "__main__":
    unittest.main()
