"""A device that is signed out stays so while the state is behind the log: who can't tell does not say yes."""

import shutil
import unittest

import muster
import test_dialect_rights


class SignedOut(test_dialect_rights.Rights):
    def test_nobody_says_yes_while_the_state_is_made_anew(self):
        self.start()
        laptop = self.person("74", "ann")
        self.assertEqual(self.call("POST", "/sessions", laptop, {}).status, 201)
        self.call("DELETE", "/sessions/logout", laptop)
        self.much_is_written()
        self.it.end()
        shutil.rmtree(self.data() + "/state")
        self.nobody_says_yes(laptop)

    def test_nobody_says_yes_while_a_restored_state_reads_on(self):
        self.start()
        laptop = self.person("74", "ann")
        self.assertEqual(self.call("POST", "/sessions", laptop, {}).status, 201)
        self.assertEqual(self.it.post("/admin/snapshots", {"name": "before"}).status, 201)
        self.much_is_written()
        self.assertLess(self.call("DELETE", "/sessions/logout", laptop).status, 300)
        self.it.end()
        code, _, err = muster.run("snapshot", "restore", "before", "--data", self.data(), "--force")
        self.assertEqual(code, 0, err)
        self.nobody_says_yes(laptop)

    def much_is_written(self):
        for subject in range(20):
            items = [{"subject": f"s-{subject}", "kind": "pc", "session_id": f"{subject}-{n}"} for n in range(1000)]
            self.assertEqual(self.it.post("/v1/check-ins", items).status, 202)

    def nobody_says_yes(self, laptop):
        self.it = self.server(auth=(), ready=False)
        statuses = []

        def known():
            statuses.append(self.call("POST", "/v1/check-ins", laptop, {"kind": "pc"}).status)
            return statuses[-1] == 401

        muster.wait_until("the state", known)
        self.assertLessEqual(set(statuses), {401, 503})


if __name__ == "__main__":
    unittest.main()
