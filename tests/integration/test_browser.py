"""A page of another origin, in headless Chromium: the front ends of three systems through CORS. What the page was told
is read from its document."""

import html
import http.server
import json
import re
import shutil
import subprocess
import threading
import time
import unittest
import urllib.parse
from pathlib import Path

import muster
from test_dialect_rights import PLACE, Rights, signed

CHROMIUM = shutil.which("chromium")
PAGE = Path(__file__).with_name("browser.html")
SECRET = "a secret of at least thirty-two bytes"

if not CHROMIUM:
    muster.skip_all("Chromium is not installed")


class Pages(http.server.BaseHTTPRequestHandler):
    """The page, and an image that comes once the page is done."""

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        if path == "/held":
            self.server.done.wait(muster.DEADLINE_S)
        self.answer(*((200, PAGE.read_bytes()) if path == "/" else (404, b"")))

    def do_POST(self):
        self.server.done.set()
        self.answer(204, b"")

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class Browser(Rights):
    def origin(self):
        pages = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
        pages.done = threading.Event()
        thread = threading.Thread(target=pages.serve_forever)
        thread.start()
        self.addCleanup(lambda: (pages.shutdown(), thread.join(), pages.server_close()))
        return f"http://127.0.0.1:{pages.server_port}"

    def start_for(self, origin):
        self.start("--cors-origin", origin, "--jwt-secret-file", self.write("secret", SECRET), "--jwt-issuer", "https://issuer.example",
                   "--jwt-audience", "authenticated", auth=("builtin", "keys", "jwt"))
        self.it.put("/v1/places/1", PLACE)
        now = int(time.time())
        claims = {"iss": "https://issuer.example", "aud": "authenticated", "role": "authenticated", "sub": "uuid-1", "iat": now, "exp": now + 600}
        keys = {role: self.it.post("/v1/api-keys", {"name": role, "role": role}).json["key"] for role in ("model", "ingest", "analyst")}
        return {"server": f"http://127.0.0.1:{self.it.port}", "token": signed(SECRET, claims), **keys}

    def told(self, origin, asked):
        """What the page was told, by the names of its calls; of those of one name the last."""
        page = f"{origin}/?{urllib.parse.urlencode(asked)}"
        shown = subprocess.run([CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                                "--disable-dev-shm-usage", f"--user-data-dir={self.data('chromium')}", "--dump-dom", page],
                               capture_output=True, text=True, timeout=2 * muster.DEADLINE_S, check=True)
        found = re.search(r'<pre id="told">(.*?)</pre>', shown.stdout, re.S)
        self.assertTrue(found and found.group(1), shown.stdout[-1000:] + shown.stderr[-1000:])
        return {one["name"]: one for one in json.loads(html.unescape(found.group(1)))}

    def test_a_page_of_an_origin_that_is_named(self):
        origin = self.origin()
        told = self.told(origin, self.start_for(origin))
        self.assertEqual({name: one.get("status", one.get("failed")) for name, one in told.items()}, {
            "register": 201, "login": 200, "profile": 200, "clock-in": 201, "clock-in again": 409, "active": 200, "clock-out": 200,
            "not for practitioners": 403, "device": 201, "devices": 200, "sign out": 200, "signed out": 401,
            "checkin": 200, "session": 200, "active users": 200, "checkout": 200, "nobody": 401,
            "write": 200, "read": 200, "place": 200, "unchanged": 304, "sheet": 200, "too often": 429})
        body = {name: one["body"] for name, one in told.items()}
        self.assertEqual((body["profile"]["phone_number"], body["profile"]["emergency_contact_name"]), ("+15551234567", "Kim"))
        self.assertEqual((body["clock-in"]["session"]["status"], body["clock-out"]["session"]["status"]), ("active", "completed"))
        self.assertEqual(body["active"]["session"]["id"], body["clock-in"]["session"]["id"])
        self.assertEqual(body["clock-in again"], {"detail": "You already have an active session."})
        self.assertRegex(body["devices"][0]["browser"], "Chrom")
        self.assertEqual((body["sign out"]["success"], body["signed out"]["code"]), (True, "session_closed"))
        self.assertEqual((body["checkin"]["data"]["expires_in_minutes"], body["session"]["active"]), (60, True))
        self.assertEqual([one["user_id"] for one in body["active users"]["data"]], ["uuid-1"])
        self.assertEqual(body["nobody"], {"success": False, "error": "Unauthorized"})
        self.assertEqual(body["read"]["items"][0]["session_id"], body["write"]["session_id"])
        # What a page may read beside the body.
        readable = {name: one["headers"] for name, one in told.items()}
        self.assertEqual(readable["clock-in"]["x-request-id"], "page-1")
        self.assertEqual(readable["write"]["preference-applied"], "wait=5")
        self.assertTrue(readable["write"]["muster-position"])
        self.assertEqual(readable["unchanged"]["etag"], readable["place"]["etag"])
        self.assertIn("2024-01-15", readable["sheet"]["content-disposition"])
        self.assertIn("Bearer", readable["nobody"]["www-authenticate"])
        self.assertGreater(int(readable["too often"]["retry-after"]), 5)

    def test_a_page_of_any_other_origin_reads_nothing(self):
        asked = self.start_for(self.origin())
        told = self.told(self.origin(), asked)
        self.assertEqual({one.get("failed") for one in told.values()}, {"TypeError"})
        self.assertEqual(self.it.get("/v1/stats").json["items"], [])  # and what it may not ask was not done


if __name__ == "__main__":
    unittest.main()
