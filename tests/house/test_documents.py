"""What the documents say is there is there: links, paths, commands, the list of calls to come."""

import os
import re
import subprocess
import sys
import unittest

from sources import ROOT, is_cpp, read, tracked

DOCUMENTS = [path for path in tracked() if path.endswith(".md")]


class Documents(unittest.TestCase):
    def report(self, faults):
        self.assertFalse(faults, "\n" + "\n".join(faults))

    def test_links_lead_somewhere(self):
        faults = []
        for path in DOCUMENTS:
            for target in re.findall(r"\]\(([^)\s]+)\)", read(path)):
                if re.match(r"[a-z]+:", target) or target.startswith("#"):
                    continue
                there = os.path.normpath(os.path.join(ROOT, os.path.dirname(path), target.split("#")[0]))
                if not os.path.exists(there):
                    faults.append(f"{path}: {target}")
        self.report(faults)

    def test_pictures_are_as_drawn(self):
        draw = os.path.join(ROOT, "docs", "pictures", "draw.py")
        done = subprocess.run([sys.executable, draw, "--check"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_every_story_has_its_picture_in_the_document(self):
        stories = [os.path.basename(path)[:-len(".story")] for path in tracked()
                   if path.endswith(".story") and re.search("^show ", read(path), re.M)]
        self.assertTrue(stories)
        self.report([f"docs/semantics.md does not show {one}" for one in stories
                     if f"(pictures/{one}.svg)" not in read("docs/semantics.md")])

    def test_stories_and_rules_name_each_other(self):
        there = {os.path.basename(path)[:-len(".story")] for path in tracked() if path.endswith(".story")}
        rules = read("tests/stories/README.md").split("## What they show", 1)[1]
        rows = [line.split("|")[1:3] for line in rules.splitlines() if line.startswith("| ")]
        named, faults = set(), []
        for rule, shown_by in rows:
            if shown_by.strip() == "stories":
                continue
            tests = re.findall("`([^`]+)`", shown_by)
            stories = set(re.split(r"[,;]\s*", re.sub("`[^`]+`", "", shown_by).strip(" ,"))) - {""}
            named |= stories
            faults += [f"{rule.strip()}: no story {one!r}" for one in sorted(stories - there)]
            faults += [f"{rule.strip()}: no test {one}" for one in tests if one not in tracked()]
            if not stories and not tests:
                faults.append(f"{rule.strip()}: names no story")
        self.report(faults + [f"tests/stories/README.md does not name {one}" for one in sorted(there - named)])

    def test_comments_cite_headings_that_are_there(self):
        headings = set(re.findall(r"^##+ (.+)$", read("docs/semantics.md"), re.M))
        faults, cited = [], 0
        for path in filter(is_cpp, tracked()):
            prose = re.sub(r"\n\s*// ?", " ", read(path))
            for cites in re.findall(r"docs/semantics\.md(?:, | \()([A-Z][^).:;]*)", prose):
                cited += 1
                faults += [f"{path}: no heading {one!r}" for one in cites.split(", ") if one not in headings]
            if "semantics §" in prose:
                faults.append(f"{path}: cite docs/semantics.md and a heading of it")
        self.report(faults)
        self.assertTrue(cited)

    def test_commands_of_the_readme_are_there(self):
        text = read("README.md")
        commands = set(re.findall(r"^\s*(?:\$ )?((?:deploy|\.ci)/[\w/-]+)", text, re.M)) | {"deploy/quickstart", "deploy/test"}
        self.report([f"{one} is not an executable file" for one in sorted(commands)
                     if not os.access(os.path.join(ROOT, one), os.X_OK)])

    def test_settings_are_documented(self):
        names = re.findall(r'Setting\{"([\w-]+)"', read("deploy/muster/settings_table.cc"))
        self.assertTrue(names)
        text = read("docs/configuration.md")
        self.report([f"docs/configuration.md does not name {name}" for name in names if f"`{name}`" not in text])

    def test_folders_with_a_map(self):
        folders = ["schemas", "ingest", "ingest/log", "processors", "projections", "api", "api/http", "deploy", "tests"]
        self.report([f"{folder}/README.md is not there" for folder in folders
                     if not os.path.exists(os.path.join(ROOT, folder, "README.md"))])


if __name__ == "__main__":
    unittest.main()
