"""Runs the real program and speaks to it: for the end-to-end tests. Standard library only.

A Server is one process on loopback, on a port of its own choice, ended by its process id. Nothing
here sleeps for a fixed time: wait_until() looks again until its deadline.

With MUSTER_TEST_ON=kafka the servers of a test are on the broker that MUSTER_TEST_KAFKA names, under topics of
their own. A file whose needs are not met is skipped as a whole (77), and with CI=true that is a failure.
"""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

BINARY = os.environ["MUSTER_BINARY"]
KAFKA = os.environ.get("MUSTER_TEST_KAFKA", "")
ON_KAFKA = os.environ.get("MUSTER_TEST_ON") == "kafka"
DEADLINE_S = 60


def skip_all(why):
    print(f"SKIPPED: all of {os.path.basename(sys.argv[0])}: {why}", file=sys.stderr)
    sys.exit(1 if os.environ.get("CI") == "true" else 77)


if ON_KAFKA and not KAFKA:
    skip_all("no broker: MUSTER_TEST_KAFKA is not set")


def wait_until(what, happened, deadline_s=DEADLINE_S):
    end = time.monotonic() + deadline_s
    pause = threading.Event()
    while not happened():
        if time.monotonic() > end:
            raise AssertionError(f"not in {deadline_s} s: {what}")
        pause.wait(0.02)


def clean_environment(extra):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MUSTER_")}
    return {**kept, **extra}


def run(*arguments, env=None, timeout=DEADLINE_S):
    """A command to its end: (exit code, stdout, stderr)."""
    done = subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=timeout,
                          env=clean_environment(env or {}), check=False)
    return done.returncode, done.stdout, done.stderr


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:400]}"


class DiedEarly(AssertionError):
    """Before it listened; `code` as of Popen.wait()."""

    def __init__(self, code, errors):
        super().__init__(f"did not start ({code}): {errors}")
        self.code = code


class Server:
    def __init__(self, data, *arguments, env=None, command="serve", auth=("none",)):
        let_in = [word for form in auth for word in ("--auth", form)]
        self.arguments = [BINARY, command, *let_in, "--data", data, "--listen", "127.0.0.1:0", *arguments]
        self.headers = {}  # of every call that brings no credential of its own
        self.env = clean_environment(env or {})
        self.process = None
        self.port = None

    def start(self, ready=True):
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(self.arguments, env=self.env, text=True, stdout=subprocess.PIPE, stderr=self.errors)
        line = self.process.stdout.readline()
        if not line.startswith("listening on http://127.0.0.1:"):
            raise DiedEarly(self.process.wait(), self.stderr())
        self.port = int(line.rsplit(":", 1)[1])
        if ready:
            wait_until("readiness", lambda: self.get("/readyz").status == 200)
        return self

    def stderr(self):
        file = self.errors.fileno()  # the server writes where the file stands: that is left alone
        return os.pread(file, os.fstat(file).st_size, 0).decode(errors="replace")

    def running(self):
        return self.process is not None and self.process.poll() is None

    def end(self, how=signal.SIGTERM):
        """Ends it by its process id; returns the exit code."""
        if self.process is None:
            return None
        if self.running():
            os.kill(self.process.pid, how)
        code = self.process.wait(timeout=DEADLINE_S)
        self.process.stdout.close()
        self.errors.close()
        self.process = None
        return code

    def call(self, method, path, body=None, headers=None, raw=False):
        """`raw`: the body as bytes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE_S)
        try:
            given = {name: value for name, value in {**self.headers, **(headers or {})}.items() if value is not None}
            if body is not None and not isinstance(body, (str, bytes)):
                body = json.dumps(body)
            if body is not None:
                given.setdefault("Content-Type", "application/json")
            connection.request(method, path, body=body, headers=given)
            response = connection.getresponse()
            read = response.read()
            return Answer(response.status, response.headers, read if raw else read.decode())
        finally:
            connection.close()

    def get(self, path, headers=None):
        return self.call("GET", path, headers=headers)

    def post(self, path, body, headers=None):
        return self.call("POST", path, body, headers)

    def put(self, path, body):
        return self.call("PUT", path, body)

    def delete(self, path):
        return self.call("DELETE", path)

    def log_in(self, login, password, **more):
        """The tokens, and from now on every call brings the access token."""
        answer = self.post("/v1/auth/login", {"login": login, "password": password, **more}, {"Authorization": None})
        assert answer.status == 200, answer
        self.headers = {"Authorization": f"Bearer {answer.json['access']}"}
        return answer.json

    def sessions(self):
        """All of them, page by page."""
        found, cursor = [], ""
        while cursor is not None:
            page = self.get(f"/v1/sessions?limit=1000{cursor and '&cursor=' + cursor}").json
            found += page["items"]
            cursor = page["next_cursor"]
        return found


class ServerTest(unittest.TestCase):
    """A folder of its own, and servers that end with the test."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="muster-test.")
        self.servers = []
        self.addCleanup(self._clean)

    def _clean(self):
        for server in self.servers:
            server.end(signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)

    def data(self, name="data"):
        return os.path.join(self.folder, name)

    def log(self, data=None):
        """Which log goes with a folder of data: as arguments."""
        if not ON_KAFKA:
            return []
        prefix = os.path.relpath(data or self.data(), tempfile.gettempdir()).replace(os.sep, ".")
        return ["--log", f"kafka://{KAFKA}", "--topic-prefix", prefix + "."]

    def server(self, *arguments, data=None, ready=True, log=None, **options):
        """`log`: that of another's data."""
        server = Server(data or self.data(), *(log or self.log(data)), *arguments, **options)
        self.servers.append(server)
        return server.start(ready)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path
