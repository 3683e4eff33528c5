"""Tokens of another issuer (--auth jwt), made by python3-jwcrypto, and a proxy that asks muster who is let in.

Skipped without jwcrypto or nginx; with CI=true that is a failure.
"""

import base64
import http.client
import http.server
import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
import unittest

from muster import ServerTest, wait_until

try:
    from jwcrypto import jwk, jws
except ImportError:
    jwk = None

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
ISSUER = {"iss": "https://id.example", "aud": "muster"}


def needs(there, what):
    def decorate(test):
        if there or os.environ.get("CI") == "true":
            return test
        return unittest.skip(f"no {what}")(test)
    return decorate


def token(key, **claims):
    now = int(time.time())
    signed = jws.JWS(json.dumps({**ISSUER, "sub": "u-1", "exp": now + 600, **claims}))
    signed.add_signature(key, alg="RS256", protected=json.dumps({"alg": "RS256", "kid": key["kid"]}))
    return {"Authorization": f"Bearer {signed.serialize(compact=True)}"}


class Keys(threading.Thread):
    """Serves a set of keys, which a test changes, and counts how often it is asked."""

    def __init__(self):
        super().__init__()
        self.keys, self.asked, self.status = [], 0, 200
        keys = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                keys.asked += 1
                body = json.dumps({"keys": [json.loads(key.export_public()) for key in keys.keys]}).encode()
                self.send_response(keys.status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/keys"
        self.start()

    def run(self):
        self.server.serve_forever()

    def end(self):
        self.server.shutdown()
        self.server.server_close()
        self.join()


@needs(jwk, "jwcrypto")
class OtherIssuers(ServerTest):
    def setUp(self):
        super().setUp()
        self.keys = Keys()
        self.addCleanup(self.keys.end)
        self.one = jwk.JWK.generate(kty="RSA", size=2048, kid="one")
        self.two = jwk.JWK.generate(kty="RSA", size=2048, kid="two")
        self.keys.keys = [self.one]

    def start(self, *arguments):
        return self.server("--jwt-issuer", ISSUER["iss"], "--jwt-audience", ISSUER["aud"], "--jwt-jwks", self.keys.url, *arguments,
                           auth=("builtin", "jwt", "keys"))

    def test_claims_are_rights(self):
        one = self.start("--jwt-claims-role", "groups")
        self.assertEqual(one.get("/v1/sessions", token(self.one, groups="admin")).status, 200)
        self.assertEqual(one.get("/v1/api-keys", token(self.one, groups="authenticated")).status, 403)
        self.assertEqual(one.post("/v1/check-ins", {"kind": "worklog", "subject": "u-1"}, token(self.one)).status, 202)
        self.assertEqual(one.post("/v1/check-ins", {"kind": "worklog", "subject": "u-2"}, token(self.one)).status, 403)
        self.assertEqual(one.get("/v1/auth/check", token(self.two)).status, 401)

    def test_a_flood_of_unknown_keys_fetches_once(self):
        one = self.start()
        asked = self.keys.asked
        for number in range(200):
            key = jwk.JWK(**{**json.loads(self.two.export()), "kid": f"k{number}"})
            self.assertEqual(one.get("/v1/auth/check", token(key)).status, 401)
        self.assertLessEqual(self.keys.asked - asked, 1)
        self.assertEqual(one.get("/v1/auth/check", token(self.one)).status, 204)

    def test_a_new_key_comes_with_a_reload_and_the_last_good_set_stays(self):
        one = self.start()
        self.keys.keys = [self.one, self.two]
        os.kill(one.process.pid, signal.SIGHUP)
        wait_until("the new key is taken", lambda: one.get("/v1/auth/check", token(self.two)).status == 204)
        self.keys.status = 500
        asked = self.keys.asked
        os.kill(one.process.pid, signal.SIGHUP)
        wait_until("it was asked", lambda: self.keys.asked > asked)
        wait_until("it is said", lambda: "io_error" in one.stderr())
        self.assertEqual(one.get("/v1/auth/check", token(self.two)).status, 204)


def signed(secret):
    key = jwk.JWK(kty="oct", k=base64.urlsafe_b64encode(secret.encode()).decode().rstrip("="))
    made = jws.JWS(json.dumps({**ISSUER, "sub": "u-1", "exp": int(time.time()) + 600}))
    made.add_signature(key, alg="HS256", protected=json.dumps({"alg": "HS256"}))
    return {"Authorization": f"Bearer {made.serialize(compact=True)}"}


@needs(jwk, "jwcrypto")
class Reloads(ServerTest):
    """On SIGHUP keys are those of the files by then, or it is said why not, and the old ones stay."""

    FLAGS = ["--jwt-issuer", ISSUER["iss"], "--jwt-audience", ISSUER["aud"]]

    def hang_up(self, one, *texts):
        before = len(one.stderr().splitlines())
        os.kill(one.process.pid, signal.SIGHUP)
        wait_until(texts, lambda: any(all(text in line for text in texts) for line in one.stderr().splitlines()[before:]))

    def check(self, one, headers):
        return one.get("/v1/auth/check", headers).status

    def test_a_set_in_a_file(self):
        old, new = (jwk.JWK.generate(kty="RSA", size=2048, kid=kid) for kid in ("old", "new"))
        file = self.write("keys.json", json.dumps({"keys": [json.loads(old.export_public())]}))
        one = self.server(*self.FLAGS, "--jwt-jwks", file, auth=("jwt",))
        self.assertEqual((self.check(one, token(old)), self.check(one, token(new))), (204, 401))
        for broken, code in (("{", "bad_config"), ('{"keys": []}', "bad_config"), (None, "io_error")):
            self.write("keys.json", broken) if broken is not None else os.remove(file)
            for _ in range(2):  # each time that it is asked for
                self.hang_up(one, code, '"reads":"keys"')
            self.assertEqual(self.check(one, token(old)), 204)
        self.write("keys.json", json.dumps({"keys": [json.loads(new.export_public())]}))
        self.hang_up(one, "keys_read")
        self.assertEqual((self.check(one, token(old)), self.check(one, token(new))), (401, 204))

    def test_a_secret_that_gives_way_to_a_set_stays_until_the_restart_and_is_named(self):
        secret = self.write("jwt.secret", "o" * 32)
        os.chmod(secret, 0o600)
        config = self.write("muster.toml", f'jwt_secret_file = "{secret}"\n')
        one = self.server(*self.FLAGS, "--config", config, auth=("jwt",))
        self.write("keys.json", json.dumps({"keys": [json.loads(jwk.JWK.generate(kty="RSA", size=2048, kid="new").export_public())]}))
        self.write("muster.toml", f'jwt_jwks = "{os.path.join(self.folder, "keys.json")}"\n')
        self.hang_up(one, "restart_needed", '"setting":"jwt-secret"')
        self.assertEqual(self.check(one, signed("o" * 32)), 204)

    def test_a_secret_in_a_file(self):
        old, new = "o" * 32, "n" * 32
        file = self.write("jwt.secret", old)
        os.chmod(file, 0o600)
        one = self.server(*self.FLAGS, "--jwt-secret-file", file, auth=("jwt",))
        self.assertEqual((self.check(one, signed(old)), self.check(one, signed(new))), (204, 401))
        for broken in ("too short", None):
            self.write("jwt.secret", broken) if broken is not None else os.remove(file)
            self.hang_up(one, "not_reloaded", "jwt-secret")
            self.assertEqual((self.check(one, signed(old)), self.check(one, signed(new))), (204, 401))
        os.chmod(self.write("jwt.secret", new), 0o600)
        self.hang_up(one, '"reloaded"')
        self.assertEqual((self.check(one, signed(old)), self.check(one, signed(new))), (401, 204))


NGINX_CONF = """
daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{port};
    location = /inside {{ auth_request /check; root {folder}; }}
    location = /check {{
      internal; proxy_pass http://127.0.0.1:{muster}/v1/auth/check;
      proxy_pass_request_body off; proxy_set_header Content-Length ""; proxy_set_header X-Forwarded-For $remote_addr;
    }}
  }}
}}
"""


@needs(os.access(NGINX, os.X_OK), "nginx")
class ForwardAuth(ServerTest):
    def test_nginx_lets_in_whom_muster_knows(self):
        one = self.server("--trusted-proxy", "127.0.0.1", auth=())
        login, password = [line for line in one.stderr().splitlines() if line.startswith("admin")][0].split()[2:4]
        tokens = one.log_in(login, password)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.write("inside", "inside\n")
        conf = self.write("nginx.conf", NGINX_CONF.format(folder=self.folder, port=port, muster=one.port))
        proxy = subprocess.Popen([NGINX, "-c", conf, "-e", os.path.join(self.folder, "error.log")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(proxy.wait)
        self.addCleanup(proxy.terminate)
        wait_until("nginx listens", lambda: self.through(port, {}) is not None)
        self.assertEqual(self.through(port, {}), 401)
        self.assertEqual(self.through(port, {"Authorization": "Bearer x"}), 401)
        self.assertEqual(self.through(port, {"Authorization": f"Bearer {tokens['access']}"}), 200)
        one.post("/v1/auth/logout", None)
        self.assertEqual(self.through(port, {"Authorization": f"Bearer {tokens['access']}"}), 401)

    @staticmethod
    def through(port, headers):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/inside", headers=headers)
            return connection.getresponse().status
        except OSError:
            return None
        finally:
            connection.close()


if __name__ == "__main__":
    unittest.main()
