"""CSV and XLSX as another program reads them: LibreOffice opens each, and every cell is compared with the JSON.

LibreOffice writes what it has read as flat OpenDocument, whose cells say of what kind they are.
"""

import csv
import io
import os
import re
import shutil
import subprocess
import unittest
import xml.etree.ElementTree as tree
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

import story
from muster import ServerTest, run, wait_until

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
NS = {"office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0", "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
      "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0"}
HOSTILE = ["=1+1", "+49 30 1234", "-1", "@SUM(1;2)", "\t=1", "\r=1", 'say "hi", then\r\nleave', "ünïcode ☃", "=HYPERLINK(\"http://x\")",
           " plain", "'quoted", "1e5", "TRUE", "007"]
BERLIN = timezone(timedelta(hours=1))


def attribute(cell, name):
    space, local = name.split(":")
    return cell.get(f"{{{NS[space]}}}{local}")


def value_of(cell):
    kind = attribute(cell, "office:value-type")
    if kind == "float":
        return float(attribute(cell, "office:value"))
    if kind == "date":
        return datetime.fromisoformat(attribute(cell, "office:date-value")[:19])
    if kind is None:
        return ""
    return "\n".join(text_of(paragraph) for paragraph in cell.findall("text:p", NS))


def text_of(node):
    """OpenDocument has elements for white space."""
    own = {"tab": "\t", "line-break": "\n", "s": " " * int(attribute(node, "text:c") or 1)}.get(node.tag.split("}")[1], node.text or "")
    return own + "".join(text_of(inner) + (inner.tail or "") for inner in node)


def rows_of(document):
    rows = []
    for row in tree.parse(document).getroot().iter(f"{{{NS['table']}}}table-row"):
        cells = []
        for cell in row.findall("table:table-cell", NS):
            cells += [(value_of(cell), attribute(cell, "table:formula"))] * min(int(attribute(cell, "table:number-columns-repeated") or 1), 64)
        if any(value != "" for value, _ in cells):
            rows.append(cells)
    return rows


@unittest.skipUnless(OFFICE or os.environ.get("CI") == "true", "LibreOffice is not installed")
class Sheets(ServerTest):
    def setUp(self):
        super().setUp()
        self.one = self.server("--test-clock", story.NOW)
        for number, text in enumerate(HOSTILE):
            self.one.put(f"/v1/subjects/h{number}", {"first_name": text, "last_name": "x", "department": "north/day"})
            self.one.post("/v1/check-ins", {"subject": f"h{number}", "session_id": f"s{number}", "kind": "worklog",
                                            "time": story.at(f"08:{number:02}:00"), "notes": text}, {"Prefer": "wait=5"})
        for position in story.tell(self.one):
            self.one.get("/v1/stats", {"Muster-Position": position})

    def opened(self, path, ending):
        """What LibreOffice makes of the answer."""
        separator = "&" if "?" in path else "?"
        answer = self.one.call("GET", f"{path}{separator}format={ending}", raw=True)
        self.assertEqual(answer.status, 200, answer)
        self.assertIn("attachment; filename=\"muster-", answer.headers["Content-Disposition"])
        file = os.path.join(self.folder, f"sheet.{ending}")
        with open(file, "wb") as out:
            out.write(answer.body)
        # Commas, quotes, UTF-8, the first line on; no number recognised in what is a text would need more.
        source = ["--infilter=CSV:44,34,76,1,,0,false,true"] if ending == "csv" else []
        done = subprocess.run([OFFICE, f"-env:UserInstallation=file://{self.folder}/office", "--headless", *source, "--convert-to", "fods",
                               "--outdir", self.folder, file], capture_output=True, text=True, timeout=240, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = rows_of(os.path.join(self.folder, "sheet.fods"))
        self.assertFalse([cell for row in rows for cell in row if cell[1]], "a formula")
        return answer.body, [[value for value, _ in row] for row in rows]

    def padded(self, rows):
        width = len(rows[0])
        return [(row + [""] * width)[:width] for row in rows]

    def expected(self, value):
        """A text as both files have it: guarded, its lines as lines."""
        text = "'" + value if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def compare(self, found, wanted):
        if isinstance(wanted, (int, float)):
            return self.assertAlmostEqual(float(found), wanted, 6)
        if isinstance(found, str):  # white space at an end is what the format of the answer may lose
            return self.assertEqual(re.sub(r"\s+", " ", found).strip(), re.sub(r"\s+", " ", wanted).strip())
        return self.assertEqual(found, wanted)

    def daily(self):
        report = self.one.get("/v1/reports/daily?date=2026-11-21&tz=Europe/Berlin").json
        for row in report["items"]:
            times = [row[name] and datetime.fromisoformat(row[name].replace("Z", "+00:00")).astimezone(BERLIN).replace(tzinfo=None, microsecond=0)
                     for name in ("first_in", "last_out")]
            yield [row["subject"], self.expected(row["first_name"]), self.expected(row["last_name"]), row["department"],
                   times[0], times[1] or "", row["hours"], row["sessions"], row["visits"], " ".join(row["flags"])]

    def test_the_daily_report_cell_by_cell(self):
        wanted = list(self.daily())
        self.assertGreater(len(wanted), len(HOSTILE))
        _, rows = self.opened("/v1/reports/daily?date=2026-11-21&tz=Europe/Berlin", "xlsx")
        rows = self.padded(rows)
        self.assertEqual(rows[0][:3], ["subject", "first_name", "last_name"])
        self.assertEqual(len(rows) - 1, len(wanted))
        for found, row in zip(rows[1:], wanted):
            for cell, value in zip(found, row):
                self.compare(cell, value)

    def test_csv_is_the_same_to_two_readers(self):
        body, rows = self.opened("/v1/sessions", "csv")
        self.assertEqual(body[:3], b"\xef\xbb\xbf")
        self.assertNotIn(b"\n", body.replace(b"\r\n", b"").replace(b"\r=1", b""))
        plain = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
        sessions = {one["session_id"]: one for one in self.one.sessions()}
        self.assertEqual(len(plain) - 1, len(sessions))
        self.assertEqual(len(rows), len(plain))
        head = plain[0]
        for row, office in zip(plain[1:], self.padded(rows)[1:]):
            cells = dict(zip(head, row))
            session = sessions[cells["session_id"]]
            for name in ("subject", "kind", "status", "started_at", "version"):
                self.assertEqual(cells[name], session[name])
            self.assertEqual(float(cells["counted_s"]), session["counted_s"])
            notes = session["notes"] or ""
            self.assertEqual(cells["notes"], "'" + notes if notes[:1] in ("=", "+", "-", "@", "\t", "\r") else notes)
            self.compare(office[head.index("notes")] if isinstance(office[head.index("notes")], str) else notes, self.expected(notes))

    def test_hours_and_sessions_as_xlsx(self):
        hours = self.one.get(f"/v1/hours?{story.DAY}").json["items"]
        _, rows = self.opened(f"/v1/hours?{story.DAY}", "xlsx")
        self.assertEqual([row[4] for row in rows[1:]], [row["seconds"] for row in hours])
        sessions = self.one.sessions()
        _, rows = self.opened("/v1/sessions", "xlsx")
        started = rows[0].index("started_at")
        self.assertEqual([row[started] for row in rows[1:]],
                         [datetime.fromisoformat(one["started_at"][:19]) for one in sessions])

    def test_people_as_both(self):
        people = self.one.get("/v1/subjects?limit=1000").json["items"]
        self.assertGreaterEqual(len(people), len(HOSTILE))
        for ending in ("csv", "xlsx"):
            _, rows = self.opened("/v1/subjects", ending)
            rows = self.padded(rows)
            self.assertEqual(len(rows) - 1, len(people))
            for row, one in zip(rows[1:], people):
                cells = dict(zip(rows[0], row))
                self.assertEqual(cells["subject"], one["subject"])
                self.assertEqual(cells["department"], one.get("department", ""))
                if isinstance(cells["first_name"], str):  # of a CSV, LibreOffice takes 1e5 for a number
                    self.compare(cells["first_name"], self.expected(one.get("first_name", "")))

    def test_exports_are_on_record(self):
        self.one.get("/v1/sessions?format=csv")
        wait_until("the entry", lambda: self.one.get("/v1/audit?action=exported").json["items"])
        entry = self.one.get("/v1/audit?action=exported").json["items"][0]
        self.assertEqual((entry["actor"], entry["target"], entry["outcome"]), ("anonymous", "/v1/sessions", "ok"))
        self.assertEqual(entry["details"], {"file": "muster-sessions.csv", "format": "csv"})


class Report(ServerTest):
    def setUp(self):
        super().setUp()
        self.one = self.server("--test-clock", story.NOW)
        self.url = f"http://127.0.0.1:{self.one.port}"
        for position in story.tell(self.one):
            self.one.get("/v1/stats", {"Muster-Position": position})
        self.one.put("/v1/subjects/ann", {"first_name": "Ann", "last_name": "\u001b[31mLee", "department": "north", "tz": "Europe/Berlin"})

    def report(self, *arguments):
        return run("report", "daily", *arguments, "--url", self.url)

    def test_for_people_and_for_programs(self):
        code, out, err = self.report("2026-11-21", "--tz", "Europe/Berlin")
        self.assertEqual(code, 0, err)
        self.assertIn("2026-11-21 (Europe/Berlin)", out)
        self.assertRegex(out, r"ann +Ann .*Lee +north +09:00")
        self.assertNotIn("\u001b", out)
        code, out, _ = self.report("2026-11-21", "--json")
        self.assertIn('"items":[', out)
        code, out, _ = self.report("2026-11-21", "--format", "csv")
        self.assertEqual(out, self.one.get("/v1/reports/daily?date=2026-11-21&format=csv").body.replace("\r\n", "\n"))

    def test_into_a_file(self):
        file = os.path.join(self.folder, "day.xlsx")
        self.assertEqual(self.report("2026-11-21", "--format", "xlsx", "-o", file)[0], 0)
        with open(file, "rb") as written:
            self.assertEqual(written.read(2), b"PK")
        self.assertEqual(self.report("2026-11-21", "--format", "xlsx")[0], 2)
        self.assertEqual(self.report("2026-11-21", "--format", "csv", "-o", os.path.join(file, "day.csv"))[0], 1)

    def test_faults_say_what_to_do(self):
        for arguments, text in ((("yesterday",), "DATE"), (("2026-11-21", "--tz", "Mars"), "--tz")):
            code, _, err = self.report(*arguments)
            self.assertEqual(code, 2)
            self.assertIn(text, err)
        self.assertIn("muster serve", run("report", "daily", "2026-11-21", "--url", "http://127.0.0.1:1")[2])

    def test_on_a_schedule(self):
        folder = os.path.join(self.folder, "reports")
        self.one.end()
        file = self.write("muster.toml", f'[reports]\ndaily_at = "06:00"\ntz = "Europe/Berlin"\nfolder = "{folder}"\ntenants = ["default"]\n')
        self.one = self.server("--test-clock", "2026-11-22T04:59:00Z", "--config", file)
        self.assertFalse(os.path.exists(folder))
        self.one.put("/test/clock", {"now": "2026-11-22T05:00:00Z"})
        written = os.path.join(folder, "muster-daily-default-2026-11-21.csv")
        wait_until("the report", lambda: os.path.exists(written))
        with open(written, encoding="utf-8-sig", newline="") as report:
            self.assertEqual(report.read(), self.one.get(f"/v1/reports/daily?date=2026-11-21&tz={quote('Europe/Berlin')}&format=csv").body.lstrip("\ufeff"))
        self.assertEqual(os.listdir(folder), [os.path.basename(written)])
        broken = self.write("broken.toml", '[reports]\ndaily_at = "25:00"\ntz = "Mars"\nformat = "pdf"\ntenants = ["A B"]\n')
        code, _, err = run("serve", "--config", broken)
        self.assertEqual(code, 2)
        for name in ("daily-at", "tz", "folder", "format", "tenants"):
            self.assertIn(f"reports-{name}", err)


if __name__ == "__main__":
    unittest.main()
