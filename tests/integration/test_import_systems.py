"""muster import --from: the tables of each of the five systems, as its database exports them, into a server that lets
in by key and token."""

import base64
import hashlib
import json
import os
import unittest

import story
from muster import ServerTest, run

EMPLOYEES = '''id,first_name,last_name,email,role
1,Ada,Okafor,admin@myhours.com,admin
2,"Ben ""B""",Weber,ben@example.com,employee
'''
WORKLOGS = """id,employee_id,check_in,check_out,is_approved,notes
11,1,2024-03-04 08:00:00+00,2024-03-04 16:30:00.250000+00,t,"two
lines, one note"
12,2,2024-03-04 09:00:00+00,2024-03-04 17:00:00+00,f,
13,2,2026-11-21 07:00:00+00,,f,
14,2,yesterday,,f,
15,1,2024-03-04 12:00:00+00,2024-03-04 13:00:00+00,f,overlaps 11
"""
DEVICES = [
    {"id": 1, "user_id": 74, "device_name": "Chrome on Windows 10", "device_type": "web", "browser": "Chrome",
     "ip_address": "192.168.1.1", "created_at": "2026-09-01T10:30:00Z", "last_activity": "2026-11-20T15:45:00Z", "is_active": True},
    {"id": 2, "user_id": 74, "device_name": "Phone", "device_type": "mobile", "browser": "Firefox",
     "ip_address": "192.168.1.2", "created_at": "2025-02-08T10:30:00Z", "last_activity": "2025-02-08T15:45:00Z", "is_active": False},
]
CLIENTS = """id,name,address,latitude,longitude,phone_number
1,Springfield House,1 Main Street,39.7817,-89.6501,+15550001
2,Nowhere,,,,
"""
PASSWORD = "a password of theirs"
HASH = "pbkdf2_sha256$600000$c2FsdA$" + base64.b64encode(hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), b"c2FsdA", 600_000)).decode()
PRACTITIONERS = [
    {"model": "authentication.user", "pk": 7, "fields": {
        "phone_number": "+1 (555) 123-4567", "password": HASH,
        "first_name": "Grace", "last_name": "Tanaka", "role": "practitioner", "department": "north",
        "emergency_contact_name": "Hiro", "emergency_contact_phone": "+15550009", "is_active": True}},
    {"model": "authentication.user", "pk": 8, "fields": {"phone_number": "call me", "password": "!", "role": "supervisor"}},
]
VISITS = """id,practitioner_id,client_id,clock_in_time,clock_out_time,status,clock_in_latitude,clock_in_longitude,clock_in_accuracy,service_type,session_notes,reviewed
21,7,1,2026-03-04 08:00:00+00,2026-03-04 18:00:00+00,completed,39.7817,-89.6501,15.5,counseling,went well,f
22,7,1,2026-03-05 08:00:00+00,2026-03-05 16:00:00+00,auto_clocked_out,39.79,-89.6501,10,,,t
23,7,2,2026-03-06 08:00:00+00,2026-03-06 09:00:00+00,completed,0,0,,,,f
24,7,1,2026-11-21 09:00:00+00,,active,39.7817,-89.6501,5,,,f
"""
LOCATIONS = """id,session_id,latitude,longitude,accuracy,timestamp
1,21,39.7818,-89.6501,10,2026-03-04 09:00:00+00
2,99,39.7818,-89.6501,10,2026-03-04 09:00:00+00
"""


class Systems(ServerTest):
    def setUp(self):
        super().setUp()
        self.muster = self.server("--test-clock", story.NOW, auth=())
        self.url = f"http://127.0.0.1:{self.muster.port}"
        login, password = [line for line in self.muster.stderr().splitlines() if line.startswith("admin credential: ")][0].split()[2:4]
        token = self.muster.log_in(login, password)["access"]
        self.credentials = {"MUSTER_KEY": self.muster.post("/v1/api-keys", {"name": "import", "role": "replay"}).json["key"], "MUSTER_TOKEN": token}

    def imported(self, system, *files, code=0, more=()):
        found, out, err = run("import", "--from", system, "--url", self.url, "--json", *more, *files,
                              env={} if "--dry-run" in more else self.credentials)
        self.assertEqual(found, code, err)
        return json.loads(out)

    def all_of_it(self):
        # Behind what was written: lifecycle events were waited for, pings were not.
        self.muster.post("/v1/pings", [{"subject": s, "session_id": "none", "time": story.NOW} for s in ("1", "2", "7", "74", "user_1", "u-4")], {"Prefer": "wait=10"})
        return self.muster.sessions()

    def session(self, id):
        return self.muster.get(f"/v1/sessions/{id}").json

    def twice(self, system, *files, code=0):
        """What it says; that a dry run writes nothing, and that a second run changes nothing."""
        dry = self.imported(system, *files, code=code, more=["--dry-run"])
        self.assertEqual(self.all_of_it(), [])
        first = self.imported(system, *files, code=code)
        self.assertEqual(dry["by_type"], first["by_type"])
        before = self.all_of_it()
        second = self.imported(system, *files, code=code)
        self.assertEqual(second["refused"], first["refused"])
        # All but signs of life, which have no ids, is known to be there.
        signs = {one: count for one, count in first["by_type"].items() if one in ("muster.ping.v1", "muster.location.v1")}
        self.assertEqual((first["already_there"], second["by_type"]), (0, signs))
        self.assertEqual(second["already_there"], sum(first["by_type"].values()) - sum(signs.values()))
        self.assertEqual(self.all_of_it(), before)
        return first

    def test_000_work_logs(self):
        files = [self.write("worktime_worklog.csv", WORKLOGS), self.write("dump.csv", EMPLOYEES)]  # known by its columns
        said = self.twice("000", *files, code=1)
        self.assertEqual(said["by_type"], {"muster.subject.v1": 2, "muster.checkin.v1": 4, "muster.checkout.v1": 3, "muster.review.v1": 1})
        with open(files[1] + ".rejects", encoding="utf-8") as file:
            rejects = [json.loads(line) for line in file]
        self.assertEqual([(one["table"], one["line"], one["code"], one["where"]) for one in rejects], [("worktime_worklog", 6, "bad_time", "check_in")])
        approved = self.session(11)
        self.assertEqual((approved["status"], approved["counted_s"], approved["review"]["state"], approved["notes"]),
                         ("completed", 30600.25, "approved", "two\nlines, one note"))
        self.assertEqual(self.session(12)["review"]["state"], "pending")
        self.assertEqual(self.session(13)["status"], "active")
        self.assertEqual(self.session(15)["counted_s"], 3600.0)
        self.assertEqual(self.muster.get("/v1/subjects/1").json["role"], "admin")
        employee = self.muster.get("/v1/subjects/2").json
        self.assertEqual((employee.get("role"), employee["attributes"]["role"], employee["first_name"]), (None, "employee", 'Ben "B"'))
        # With both credentials of the import still set, an admin's commands are the token's; a key that is named goes first.
        listed = run("sessions", "list", "--json", "--url", self.url, env=self.credentials)
        self.assertEqual([one["session_id"] for one in json.loads(listed[1])["items"]], ["13"], listed)
        self.assertEqual(run("sessions", "list", "--url", self.url, "--key", self.credentials["MUSTER_KEY"], env=self.credentials)[0], 1)
        hours = self.muster.get("/v1/subjects/1/hours?group_by=date&from=2024-03-04T00:00:00Z&to=2024-03-05T00:00:00Z").json
        self.assertEqual(hours["total_s"], 30600.25 + 3600)
        # What was changed here since is not undone.
        self.muster.put("/v1/subjects/2", {"first_name": "Benjamin"})
        self.imported("000", *files, code=1)
        self.assertEqual(self.muster.get("/v1/subjects/2").json["first_name"], "Benjamin")

    def test_who_is_not_let_in_skips_nothing_later(self):
        closed = self.server(data=self.data("closed"), auth=("builtin", "keys"))
        with open(os.path.join(self.data("closed"), "admin-credential"), encoding="utf-8") as file:
            token = closed.log_in("admin", file.read().split()[-1])["access"]
        files = [self.write("users_employee.csv", EMPLOYEES), self.write("worktime_worklog.csv", WORKLOGS.replace("yesterday", "2024-03-05"))]
        url = f"http://127.0.0.1:{closed.port}"
        code, out, err = run("import", "--from", "000", "--url", url, *files)
        self.assertEqual((code, out), (1, ""), err)
        self.assertIn("unauthorized", err)
        key = closed.post("/v1/api-keys", {"name": "import", "role": "replay"}).json["key"]
        both = {"MUSTER_URL": url, "MUSTER_KEY": key, "MUSTER_TOKEN": token}
        code, out, err = run("import", "--from", "000", "--json", *files, env=both)
        self.assertEqual((code, json.loads(out)["refused"], "going on" in err), (0, 0, False), err)
        self.assertEqual(closed.get("/v1/subjects/1").json["role"], "admin")
        # Of two credentials a command that reads takes the token; of one that is typed, that.
        self.assertEqual(run("sessions", "list", env=both)[0], 0)
        code, _, err = run("sessions", "list", "--key", key, env=both)
        self.assertEqual((code, "forbidden" in err), (1, True), err)

    def test_001_devices(self):
        users = self.write("users.csv", "id,username,email\n74,zoe,zoe@example.com\n")
        said = self.twice("001", users, self.write("sessions.json", json.dumps(DEVICES)))
        self.assertEqual(said["refused"], 0)
        on, off = self.session(1), self.session(2)
        self.assertEqual((on["status"], on["last_seen_at"], on["device"]["name"]), ("active", "2026-11-20T15:45:00.000Z", "Chrome on Windows 10"))
        self.assertEqual((off["status"], off["ended_at"], off["end_reason"]), ("completed", "2025-02-08T15:45:00.000Z", "logout"))
        self.assertEqual(self.muster.get("/v1/subjects/74").json["display_name"], "zoe")

    def test_002_computers(self):
        login = "5f2c9d6c-2a84-4d63-b64c-6a0f12eb3471"
        files = [self.write("users.csv", "id,name\n5,user_1\n"), self.write("computers.csv", "id;name\n3;academie-mac-pink0001\n"),
                 self.write("sessions.csv", f"id,computer_id,ip_addr,user_id,next_ping_sec,date_time\n{login},3,192.168.1.100,5,60,2023-09-06T12:30:00Z\n"),
                 self.write("activities.csv", "session_id,session_type,login,next_ping_sec,date_time\n"
                            f"{login},,user_1,60,2023-09-06T12:31:00Z\n{login},platform zero,user_1,60,2023-09-06T15:30:00Z\n")]
        said = self.twice("002", *files)
        self.assertEqual(said["by_type"]["muster.ping.v1"], 2)
        session = self.session(login)
        self.assertEqual((session["subject"], session["device"]["name"], session["ended_at"]), ("user_1", "academie-mac-pink0001", "2023-09-06T15:31:00.000Z"))
        hours = self.muster.get("/v1/subjects/user_1/hours?group_by=total&from=2023-09-01T00:00:00Z&to=2023-10-01T00:00:00Z").json
        self.assertEqual(hours["total_s"], 180.0)
        # Tables that keep where each ended, and no calls: from the start to there, a second at least.
        ended = self.write("ended.csv", "id,login,comp_name,ip_addr,start_date_time,end_date_time\n"
                           "e-1,user_2,c,,2023-09-06T12:00:00Z,2023-09-06T14:30:00Z\ne-2,user_2,c,,2023-09-07T12:00:00Z,2023-09-07T12:00:00Z\n")
        self.assertEqual(self.imported("002", f"sessions={ended}")["refused"], 0)
        self.assertEqual([self.session(one)["counted_s"] for one in ("e-1", "e-2")], [9000.0, 1.0])

    def test_003_visits(self):
        files = [self.write("clients_client.csv", CLIENTS), self.write("auth.json", json.dumps(PRACTITIONERS)),
                 self.write("sessions_clocksession.csv", VISITS), self.write("sessions_locationupdate.csv", LOCATIONS)]
        said = self.twice("003", *files, code=1)
        self.assertEqual(said["refused"], 3)
        self.assertEqual(said["by_type"]["muster.account.v1"], 1)
        long, automatic, nowhere, live = (self.session(id) for id in (21, 22, 23, 24))
        self.assertEqual((long["status"], long["counted_s"], long["place"]["name"], long["notes"]), ("completed", 36000.0, "Springfield House", "went well"))
        self.assertEqual(long["check_in_position"]["verdict"], "inside")
        self.assertEqual((automatic["status"], automatic["ended_at"], automatic["review"]["state"]), ("auto_closed", "2026-03-05T16:00:00.000Z", "approved"))
        self.assertEqual((nowhere["place"], nowhere["labels"]["client"], nowhere["check_in_position"]), (None, "2", None))
        self.assertEqual((live["status"], live["ends_by"]), ("active", "2026-11-21T17:00:00.000Z"))
        listed = self.muster.get("/api/v1/sessions/all/").json["results"]
        self.assertEqual({one["id"]: one["client"] for one in listed}[23], 2)
        person = self.muster.get("/v1/subjects/7").json
        self.assertEqual((person["login"], person["department"], person["emergency_contact"]["name"]), ("+15551234567", "north", "Hiro"))
        self.log_in_as_before()
        self.imported("003", *files, code=1)
        self.log_in_as_before()
        self.assertEqual(self.muster.end(), 0)
        directory = [json.loads(line) for line in run("replay", "--data", self.data(), *self.log(), "--topic", "directory")[1].splitlines()]
        # The first log-in made a stronger hash of it; the last record of a key is what is true.
        account = [one["value"]["data"] for one in directory if one["key"] == "default/account/+15551234567"][-1]
        self.assertEqual(account["subject"], "7")
        self.assertRegex(account["password"], r"^\$argon2id\$")

    def test_003_two_users_with_one_phone(self):
        users = self.write("users.csv", "id,phone_number,password,first_name\n"
                           f"7,+15551234567,{PRACTITIONERS[0]['fields']['password']},Ann\n8,+1 555-123-4567,{PRACTITIONERS[0]['fields']['password']},Bob\n")
        said = self.imported("003", users, code=1)
        self.assertEqual((said["refused"], said["by_type"]), (1, {"muster.subject.v1": 1, "muster.account.v1": 1}))
        with open(users + ".rejects", encoding="utf-8") as file:
            rejected = json.loads(file.readline())
        self.assertEqual((rejected["line"], rejected["where"]), (3, "phone_number"))
        self.assertIn("user 7", rejected["reason"])
        answer = self.muster.post("/api/v1/auth/login/", {"phone_number": "+1 555-123-4567", "password": PASSWORD}, {"Authorization": None})
        self.assertEqual(answer.json["user"]["id"], 7)

    def log_in_as_before(self):
        """With the phone and the password of the old system, by its own call."""
        for password, status in (("not this one", 401), (PASSWORD, 200), (PASSWORD, 200)):
            answer = self.muster.post("/api/v1/auth/login/", {"phone_number": "+1 555 123 4567", "password": password}, {"Authorization": None})
            self.assertEqual(answer.status, status, answer)
        mine = self.muster.get("/api/v1/sessions/active/", {"Authorization": f"Bearer {answer.json['access']}"})
        self.assertEqual((answer.json["user"]["id"], mine.json["session"]["id"]), (7, 24))

    def test_004_passes(self):
        now = story.NOW
        files = [self.write("profiles.csv", 'id,name,display_name,preferences\nu-4,Ana,MusicFan,"{0.5,0.8,0.2,1.0,0}"\nu-5,Bo,,"[2]"\n'),
                 self.write("sessions.csv", "id,user_id,checked_in_at,expires_at,status,created_at\n"
                            "a1,u-4,2025-11-09T14:00:00Z,2025-11-09T15:30:00Z,active,2025-11-09T14:00:00Z\n"
                            "a2,u-5,2025-11-09T14:00:00Z,2025-11-09T15:00:00Z,inactive,2025-11-09T14:00:00Z\n"
                            "a3,u-5,2026-11-21T11:50:00Z,2026-11-21T12:50:00Z,inactive,2026-11-21T11:50:00Z\n")]
        said = self.twice("004", *files, code=1)
        self.assertEqual(said["refused"], 1, now)
        self.assertEqual((self.session("a1")["status"], self.session("a1")["ended_at"]), ("expired", "2025-11-09T15:30:00.000Z"))
        self.assertNotEqual(self.session("a2")["status"], "active")
        # Given back before its hour was over, it is not known when: at the latest now, and later it stays so.
        self.assertEqual((self.session("a3")["status"], self.session("a3")["ended_at"]), ("completed", "2026-11-21T12:00:00.000Z"))
        self.muster.put("/test/clock", {"now": "2026-11-21T12:10:00Z"})
        self.assertEqual(self.imported("004", *files, code=1)["refused"], 1)
        self.assertEqual(self.session("a3")["ended_at"], "2026-11-21T12:00:00.000Z")
        self.assertEqual(self.muster.get("/v1/subjects/u-4").json["preferences"], [0.5, 0.8, 0.2, 1.0, 0])

    def test_an_id_that_another_kind_has_is_told(self):
        self.muster.post("/v1/check-ins", {"subject": "1", "session_id": "11", "kind": "pc"}, {"Prefer": "wait=10"})
        path = self.write("worklogs.csv", WORKLOGS)
        self.imported("000", path, code=1)
        with open(path + ".rejects", encoding="utf-8") as file:
            self.assertIn((2, "kind_conflict"), [(one["line"], one["code"]) for one in map(json.loads, file)])

    def test_which_table_it_is(self):
        for arguments, says in (((self.write("x.csv", "a,b\n1,2\n"),), "TABLE=FILE"), ((self.data("none"),), "no such file")):
            code, _, err = run("import", "--from", "000", "--url", self.url, *arguments, env=self.credentials)
            self.assertEqual(code, 1)
            self.assertIn(says, err)
        self.assertEqual(run("import", "--from", "009", "x")[0], 2)
        said = self.imported("000", "employee=" + self.write("y.csv", "id,role\n1,admin\n"))
        self.assertEqual(said["by_type"], {"muster.subject.v1": 1})
        self.assertFalse([name for name in os.listdir(self.folder) if name.endswith(".progress")])


if __name__ == "__main__":
    unittest.main()
