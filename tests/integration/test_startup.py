"""What `muster` says when it can't start, each in one line that tells what to do; and its settings."""

import os
import signal
import socket
import unittest

import story
from muster import ServerTest, run, wait_until

NO_BROKER = "kafka://127.0.0.1:1"


class Refusals(ServerTest):
    def refused(self, code, *arguments, env=None, says=()):
        found, out, err = run(*arguments, env=env)
        self.assertEqual(found, code, err)
        self.assertEqual(out, "")
        self.assertEqual(len(err.strip().splitlines()), 1, err)
        for text in says:
            self.assertIn(text, err)

    def serve(self, code, *arguments, says=(), **options):
        self.refused(code, "serve", "--auth", "none", "--data", self.data(), "--listen", "127.0.0.1:0", *arguments,
                     says=says, **options)

    def test_no_auth_that_there_is(self):
        self.refused(2, "serve", "--data", self.data(), "--auth", "king", says=["--auth", "builtin"])

    def test_another_bind_than_loopback(self):
        self.refused(2, "serve", "--auth", "none", "--data", self.data(), "--listen", "0.0.0.0:0", says=["--listen", "127.0.0.1"])

    def test_unknown_flag_and_no_command(self):
        self.refused(2, "serve", "--colour", "red", says=["--colour"])
        self.assertEqual(run()[0], 2)

    def test_taken_port(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            address = f"127.0.0.1:{taken.getsockname()[1]}"
            self.refused(1, "serve", "--auth", "none", "--data", self.data(), "--listen", address, says=[address, "port_taken"])

    def test_a_second_process_on_the_same_data(self):
        self.server()
        self.serve(1, says=[self.data(), "data_in_use"])
        self.refused(1, "replay", "--data", self.data(), says=["data_in_use"])

    def test_a_folder_that_cannot_be_made(self):
        file = self.write("file", "not a folder")
        self.refused(1, "serve", "--auth", "none", "--listen", "127.0.0.1:0", "--data", os.path.join(file, "data"), says=[file])

    def test_another_number_of_partitions(self):
        self.server("--partitions", "2").end()
        self.serve(1, "--partitions", "3", says=["wrong_partitions"])
        self.server().end()  # not named: as it was made

    def test_state_of_another_log(self):
        self.server().end()
        os.rename(os.path.join(self.data(), "log"), os.path.join(self.data(), "old-log"))
        self.serve(1, says=["wrong_epoch"])

    def test_a_replica_or_a_door_without_kafka(self):
        self.serve(2, "--replica", says=["kafka://"])
        self.refused(2, "ingest", "--auth", "none", says=["kafka://"])

    def test_bad_values_name_their_origin(self):
        self.serve(2, "--workers", "many", says=["--workers"])
        self.serve(2, env={"MUSTER_THREADS": "-1"}, says=["MUSTER_THREADS"])
        file = self.write("muster.toml", 'log = "embedded"\nworkers = 0\n')
        self.serve(2, "--config", file, says=[f"{file}:2"])

    def test_unknown_keys_of_the_file_are_named(self):
        file = self.write("muster.toml", "\n\ncolour = 1\n")
        self.serve(2, "--config", file, says=[f"{file}:3", "colour"])

    def test_all_mistakes_are_told_at_once(self):
        kinds = self.write("kinds.toml", "[shift]\nlimit = -1\n")
        file = self.write("muster.toml", '\ncolour = 1\nworkers = 0\n[paper]\nkind = 1\n')
        code, out, err = run("serve", "--config", file, "--policies", kinds, "--listen", "8080", "--partitions", "none",
                             "--auth", "king",
                             env={"MUSTER_THREADS": "-1", "MUSTER_CURSOR_KEY_FILE": self.data("none")})
        self.assertEqual((code, out), (2, ""))
        for text in (f"{file}:2", "colour", f"{file}:3", "workers", f"{file}:5", "paper.kind", "--listen", "--partitions", "--auth",
                     "MUSTER_THREADS", "MUSTER_CURSOR_KEY_FILE", f"{kinds}:2"):
            self.assertIn(text, err)
        self.assertEqual(len(err.strip().splitlines()), 9, err)

    def test_a_table_of_the_file_is_a_part_of_the_name(self):
        file = self.write("muster.toml", 'workers = 3\n[metrics]\nlisten = "127.0.0.1:1"\n')
        code, out, err = run("serve", "--config", file, "--print-config")
        self.assertEqual(code, 0, err)
        self.assertIn(f'metrics_listen = "127.0.0.1:1"  # {file}:3', out)
        file = self.write("muster.toml", 'metrics_listen = "127.0.0.1:1"\n[metrics]\nlisten = "127.0.0.1:1"\n')
        self.serve(2, "--config", file, says=[file, "metrics", "twice"])

    def test_bad_policies_are_named_by_line(self):
        file = self.write("kinds.toml", "[shift]\nlimit = -1\n")
        self.serve(2, "--policies", file, says=[f"{file}:2"])
        self.serve(2, "--policies", self.data("none"), says=["none"])

    def test_no_log_to_replay(self):
        self.refused(1, "replay", "--data", self.data("nothing"), says=["--data"])

    def test_no_server_to_sample(self):
        self.refused(1, "sample", "--url", "http://127.0.0.1:1", says=["muster serve"])


class Broker(ServerTest):
    def test_a_broker_that_is_away_is_named_and_waited_for(self):
        server = self.server("--log", NO_BROKER, ready=False)
        self.assertEqual(server.get("/livez").status, 200)
        self.assertEqual(server.get("/readyz").status, 503)
        self.assertEqual(server.post("/v1/check-ins", {}).status, 503)
        wait_until("the broker's name", lambda: "127.0.0.1:1" in server.stderr())
        self.assertIn('"code":"log_unavailable"', server.stderr())
        self.assertEqual(server.end(), 0)


class Settings(ServerTest):
    def printed(self, *arguments, env=None):
        code, out, _ = run("serve", *arguments, "--print-config", env=env)
        self.assertEqual(code, 0)
        return out

    def test_flags_over_environment_over_file_over_defaults(self):
        file = self.write("muster.toml", 'listen = "127.0.0.1:1"\nworkers = 3\nthreads = 3\n')
        out = self.printed("--config", file, "--listen", "127.0.0.1:3", env={"MUSTER_LISTEN": "127.0.0.1:2", "MUSTER_WORKERS": "2"})
        self.assertIn('listen = "127.0.0.1:3"  # --listen', out)
        self.assertIn('workers = "2"  # MUSTER_WORKERS', out)
        self.assertIn(f'threads = "3"  # {file}:3', out)
        self.assertIn('log = "embedded"  # default', out)

    def test_bad_values_are_told_with_the_rest(self):
        file = self.write("kinds.toml", "[shift]\nlimit = -1\n")
        code, out, err = run("serve", "--workers", "0", "--listen", "8080", "--policies", file, "--print-config")
        self.assertEqual(code, 2)
        self.assertIn('workers = "0"  # --workers', out)
        for text in ("--workers", "--listen", f"{file}:2"):
            self.assertIn(text, err)
        self.assertEqual(run("replay", "--partitions", "many", "--print-config")[0], 2)
        self.assertEqual(run("quarantine", "list", "--log", "paper", "--print-config")[0], 2)
        self.assertEqual(run("replay", "--print-config")[0], 0)

    def test_secrets_come_from_files_and_are_not_shown(self):
        secret = self.write("key", "tell nobody\n")
        out = self.printed(env={"MUSTER_CURSOR_KEY_FILE": secret})
        self.assertNotIn("tell nobody", out)
        self.assertIn("cursor_key", out)

    def test_a_cursor_outlives_the_process_that_has_its_key(self):
        env = {"MUSTER_CURSOR_KEY": "for tests"}
        first = self.server("--test-clock", story.NOW, env=env)
        for position in story.tell(first):
            first.get("/v1/stats", {"Muster-Position": position})
        page = first.get("/v1/sessions?limit=2").json
        first.end()
        second = self.server("--test-clock", story.NOW, env=env)
        rest = second.get(f"/v1/sessions?limit=1000&cursor={page['next_cursor']}").json
        self.assertEqual(len({one["session_id"] for one in page["items"] + rest["items"]}), len(page["items"] + rest["items"]))

    def test_a_hangup_reads_policies_and_origins_again(self):
        kinds = self.write("kinds.toml", "[shift]\nlimit = 1\n")
        file = self.write("muster.toml", f'policies = "{kinds}"\n')
        server = self.server("--test-clock", story.NOW, "--config", file)
        origin = {"Origin": "https://desk.example"}

        def check_in(kind):
            return server.post("/v1/check-ins", {"subject": "ann", "kind": kind, "time": story.at("11:00:00")}).status

        def hang_up(code):
            before = server.stderr().count(code)
            os.kill(server.process.pid, signal.SIGHUP)
            wait_until(code, lambda: server.stderr().count(code) > before)

        self.assertEqual((check_in("shift"), check_in("night")), (202, 422))
        self.assertIsNone(server.get("/v1/stats", origin).headers["Access-Control-Allow-Origin"])
        self.write("kinds.toml", "[night]\nlimit = 1\n")
        self.write("muster.toml", f'policies = "{kinds}"\ncors_origin = ["https://desk.example"]\nworkers = 3\n')
        hang_up("restart_needed")
        self.assertIn('"setting":"workers"', server.stderr())
        self.assertEqual((check_in("shift"), check_in("night")), (422, 202))
        answer = server.get("/v1/stats", origin)
        self.assertEqual(answer.headers["Access-Control-Allow-Origin"], "https://desk.example")
        self.assertEqual(answer.headers["X-Frame-Options"], "DENY")
        preflight = server.call("OPTIONS", "/v1/sessions", headers={**origin, "Access-Control-Request-Method": "GET"})
        self.assertEqual((preflight.status, preflight.headers["Access-Control-Allow-Methods"]), (204, "GET, HEAD, OPTIONS"))
        self.write("kinds.toml", "[night]\nlimit = -1\n")
        hang_up("not_reloaded")
        self.assertIn("kinds.toml:2", server.stderr())
        self.assertEqual(check_in("night"), 202)
        self.assertEqual(server.end(), 0)

    def test_help_names_every_command(self):
        code, out, _ = run("--help")
        self.assertEqual(code, 0)
        for command in ("serve", "ingest", "replay", "sample", "quarantine", "import", "snapshot", "verify"):
            self.assertIn(command, out)
            self.assertEqual(run(command, "--help")[0], 0)

    def test_metrics_may_have_an_address_of_their_own(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = self.server("--metrics-listen", f"127.0.0.1:{port}")
        self.assertEqual(server.get("/metrics").status, 404)
        server.port = port
        self.assertIn("muster_build_info", server.get("/metrics").body)


if __name__ == "__main__":
    unittest.main()
