"""/openapi.json as others read it: linted by redocly, and run against the server by schemathesis.

Both come from their registries into build/contract, once. Where a registry is away, or there is no npx, that
half is skipped loudly (exit code 77), but with CI=true it is a failure.
"""

import base64
import hashlib
import hmac
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "integration"))
from muster import Server  # noqa: E402  (its folder is known from here on)

HERE = os.path.join(ROOT, "tests", "contract")
TOOLS = os.path.join(ROOT, "build", "contract")
REDOCLY = "@redocly/cli@2.77.0"
SCHEMATHESIS = "schemathesis==4.32.5"
SKIPPED = 77
TRIES = 3  # to install a tool: a registry may hang up once

# All checks are made; what of them is not asked of which calls, and why, says schemathesis.toml. Links between
# calls that the file names are followed; where none is, that half of the test has tested nothing.
LINKS = re.compile(r"API Links:\s+(\d+) covered")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
FILLED = 100

# An admin whose token nothing that is called can end: another issuer's, by a secret that both know.
ISSUER, AUDIENCE, SECRET = "https://id.example", "muster", "a secret for these tests alone, of 40 bytes"


class Away(Exception):
    pass


class Uncovered(Exception):
    pass


def installed(tool, *install):
    done = None
    for _ in range(TRIES):
        if os.path.exists(tool):
            return tool
        done = subprocess.run(install, capture_output=True, text=True, check=False, timeout=600)
    if os.path.exists(tool):
        return tool
    raise Away(f"{' '.join(install)}: {(done.stderr or done.stdout).strip()[-300:]}")


def redocly():
    npm = shutil.which("npm")
    if npm is None:
        raise Away("npm is not installed")
    folder = os.path.join(TOOLS, "npm")
    return installed(os.path.join(folder, "node_modules", ".bin", "redocly"), npm, "install", "--prefix", folder, "--no-fund", "--no-audit", REDOCLY)


def schemathesis():
    venv = os.path.join(TOOLS, "venv")
    pip = installed(os.path.join(venv, "bin", "pip"), sys.executable, "-m", "venv", venv)
    return installed(os.path.join(venv, "bin", "schemathesis"), pip, "-q", "install", SCHEMATHESIS)


def lint(document):
    file = os.path.join(TOOLS, "openapi.json")
    with open(file, "w", encoding="utf-8") as out:
        out.write(document)
    subprocess.run([redocly(), "lint", "--config", os.path.join(HERE, "redocly.yaml"), file], check=True, timeout=300,
                   env={**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"})


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def admin_token():
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "admin", "muster_role": "admin", "exp": int(time.time()) + 7200}
    signed = ".".join(base64url(json.dumps(part).encode()) for part in ({"alg": "HS256"}, claims))
    return f"{signed}.{base64url(hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).digest())}"


def attack(url, phases, seconds):
    """What it printed, colours left out."""
    done = subprocess.run([schemathesis(), "--config-file", os.path.join(HERE, "schemathesis.toml"), "run", f"{url}/openapi.json", "--url", url, "-H", f"Authorization: Bearer {admin_token()}",
                           "--phases", phases, "--seed", "1", "--max-examples", os.environ.get("MUSTER_CONTRACT_EXAMPLES", "2"),
                           "--max-time", str(seconds), "--suppress-health-check", "all", "--request-timeout", "30", "--warnings", "off"],
                          check=False, timeout=900, cwd=TOOLS, text=True, stdout=subprocess.PIPE,
                          env={**os.environ, "SCHEMATHESIS_HOOKS": os.path.join(HERE, "hooks.py"), "PYTHONDONTWRITEBYTECODE": "1"})
    print(done.stdout)
    done.check_returncode()
    return COLOURS.sub("", done.stdout)


def attack_all(url):
    """A third of the time is for links, which it would else come to last, or not at all."""
    seconds = int(os.environ.get("MUSTER_CONTRACT_SECONDS", "60"))
    attack(url, "examples,coverage,fuzzing", seconds * 2 // 3)
    covered = LINKS.search(attack(url, "stateful", seconds // 3))
    if covered is None or int(covered.group(1)) == 0:
        raise Uncovered("no link between calls was followed")


def fill(server):
    """So that there is something on each list that a link leads on from."""
    server.headers = {"Authorization": f"Bearer {admin_token()}"}
    place = {"name": "Lobby", "lat": 52.52, "lon": 13.405, "radius_m": 100}
    people = [f"u-{number}" for number in range(FILLED)]
    for path, items in (("subjects", [{"subject": one, "department": "north/day"} for one in people]),
                        ("places", [{"place_id": one, **place} for one in people]),
                        ("devices", [{"device_id": one, "name": "Kiosk"} for one in people]),
                        ("check-ins", [{"subject": one, "kind": "worklog"} for one in people])):
        answer = server.post(f"/v1/{path}", items)
        assert answer.status < 300, answer
    for one in people[:10]:
        assert server.post("/v1/api-keys", {"name": one, "role": "ingest"}).status == 201
        assert server.put(f"/v1/accounts/{one}", {"password": "correct horse battery", "subject": one}).status == 204
    server.headers = {}


def main():
    os.makedirs(TOOLS, exist_ok=True)
    folder = tempfile.mkdtemp(prefix="muster-contract.")
    server = Server(os.path.join(folder, "data"), "--jwt-issuer", ISSUER, "--jwt-audience", AUDIENCE, auth=("builtin", "keys", "jwt"),
                    env={"MUSTER_JWT_SECRET": SECRET})
    away = []
    try:
        server.start()
        url = f"http://127.0.0.1:{server.port}"
        document = server.get("/openapi.json").body
        fill(server)
        for half in (lambda: lint(document), lambda: attack_all(url)):
            try:
                half()
            except Away as reason:
                away.append(str(reason))
        if not server.running():
            print("the server has ended", file=sys.stderr)
            return 1
    except subprocess.CalledProcessError as failed:
        return failed.returncode
    except Uncovered as reason:
        print(reason, file=sys.stderr)
        return 1
    finally:
        server.end()
        shutil.rmtree(folder, ignore_errors=True)
    for reason in away:
        print(f"SKIPPED: {reason}", file=sys.stderr)
    if away:
        return 1 if os.environ.get("CI") == "true" else SKIPPED
    return 0


if __name__ == "__main__":
    sys.exit(main())
