"""The house rules as a test: layers, sizes, what pure code must not call, and a tree without dead ends."""

import os
import re
import unittest

from sources import ROOT, code_of, functions, is_cpp, read, tracked

FILES = tracked()
CPP = [path for path in FILES if is_cpp(path)]
PRODUCT = [path for path in CPP if not path.startswith("tests/")]

HEADER_HARD, SOURCE_HARD, FUNCTION_HARD, SCRIPT_HARD = 200, 300, 70, 300
# Larger ones would mean that a rule of size is no rule: the list may only shrink.
HEADERS_OVER_120 = {"ingest/log/log.h", "schemas/field_reader.h", "tests/deploy/rights_world.h",
                    "tests/schemas/generators.h", "tests/support/reference/answer.h"}

# Folder, most special first: its layer. A file includes its own folder and what lies in lower layers.
LAYERS = [
    ("schemas", 0),
    ("ingest/log", 1), ("api/http", 1), ("projections", 1),
    ("api/access", 2), ("processors", 2),
    ("api/dialects", 4),
    ("ingest", 3), ("api", 3),
    ("deploy", 5),
    ("tests", 6),
]
# The api asks the door's port for what became of a write; nothing else goes sideways.
SIDEWAYS = {("api", "ingest"): {"ingest/door.h"}}
LIBRARY_OF = {"muster_schemas": "schemas", "muster_log": "ingest/log", "muster_http": "api/http", "muster_http_parser": "api/http",
              "muster_projections": "projections", "muster_access": "api/access", "muster_processors": "processors",
              "muster_ingest": "ingest", "muster_api": "api", "muster_dialects": "api/dialects", "muster_deploy": "deploy"}

PURE = ["schemas/", "processors/fold", "processors/contribution", "projections/presence", "projections/view",
        "projections/component", "projections/edges", "projections/evidence", "projections/cover", "projections/flags"]
IMPURE = {
    "a clock": r"\b(system_clock|steady_clock|high_resolution_clock)::now|\bgettimeofday\b|\bclock_gettime\b|\btime\s*\(\s*(nullptr|NULL|0)",
    "logging": r"\bspdlog\b|\bstd::(cout|cerr|clog)\b|\bf?printf\s*\(|fmt::print",
    "storage": r"rocksdb/|rocksdb::|ingest/log/",
}
BANNED = {
    "std::regex": r"\bstd::regex\b|<regex>",
    "new": r"(?<![\w.])new\s+(?:\(|[A-Za-z_:])",
    "<format>": r"<format>",
    "std::expected": r"\bstd::expected\b",
}
WAITED = r"\bsleep_for\b|\bsleep_until\b|\busleep\s*\(|\bnanosleep\s*\("


def folder_of(path):
    for folder, layer in LAYERS:
        if path.startswith(folder + "/"):
            return folder, layer
    return None, None


def codes_given(path):
    """The codes that a file gives to those of its functions, and of its header's, that take one by that name."""
    text = read(path) + (read(path[:-3] + ".h") if path.endswith(".cc") and path[:-3] + ".h" in FILES else "")
    found = []
    for name, given in re.findall(r"\b(\w+)\(((?:[^()]|\(\))*?\b(?:const char\*|std::string_view|std::string) code\b)", text):
        before = r'(?:[^,;"()]|"[^"]*")+,\s*' * given.count(",")
        found += re.findall(rf'\b{name}\(\s*{before}"([a-z0-9_]+)"', read(path))
    return found


class House(unittest.TestCase):
    def report(self, faults):
        self.assertFalse(faults, "\n" + "\n".join(faults))

    def test_includes_point_down(self):
        faults = []
        for path in PRODUCT:
            own, layer = folder_of(path)
            for number, line in enumerate(read(path).splitlines(), 1):
                included = re.match(r'\s*#include "([^"]+)"', line)
                if not included:
                    continue
                folder, other = folder_of(included.group(1))
                down = folder == own or (other is not None and other < layer)
                if not down and included.group(1) not in SIDEWAYS.get((own, folder), set()):
                    faults.append(f"{path}:{number}: {included.group(1)} is not below")
        self.report(faults)

    def test_libraries_link_down(self):
        faults = []
        for path in FILES:
            if not path.endswith("CMakeLists.txt") or path.startswith("tests/"):
                continue
            for target, linked in re.findall(r"target_link_libraries\((\w+)([^)]*)\)", read(path)):
                own = LIBRARY_OF.get(target)
                if own is None:
                    continue
                layer = dict(LAYERS)[own]
                for name in re.findall(r"\bmuster_\w+", linked):
                    folder = LIBRARY_OF.get(name)
                    sideways = (own, folder) in SIDEWAYS
                    if folder and folder != own and dict(LAYERS)[folder] >= layer and not sideways:
                        faults.append(f"{path}: {target} links {name}, which is not below")
        self.report(faults)

    def test_files_are_small(self):
        faults, wide = [], []
        for path in FILES:
            limit = HEADER_HARD if path.endswith(".h") else SOURCE_HARD if path.endswith((".cc", ".py")) else None
            if limit is None:
                continue
            lines = read(path).count("\n")
            if lines > limit:
                faults.append(f"{path}: {lines} lines, at most {limit}: find the second name")
            if path.endswith(".h") and lines > 120:
                wide.append(path)
        self.report(faults)
        self.assertEqual(set(wide), HEADERS_OVER_120, "headers over 120 lines")

    def test_functions_are_small(self):
        self.report([f"{path}:{line}: {name} has {lines} lines, at most {FUNCTION_HARD}"
                     for path in CPP for name, line, lines in functions(read(path)) if lines > FUNCTION_HARD])

    def test_pure_code_is_pure(self):
        faults = []
        for path in PRODUCT:
            if not path.startswith(tuple(PURE)):
                continue
            text = read(path)
            for what, pattern in IMPURE.items():
                if re.search(pattern, code_of(text)) or re.search(r'#include [<"](?:' + pattern + ")", text):
                    faults.append(f"{path}: {what} in pure code")
        self.report(faults)

    def test_nothing_banned_is_called(self):
        faults = []
        for path in CPP:
            code = code_of(read(path))
            for what, pattern in BANNED.items():
                faults += [f"{path}:{code.count(chr(10), 0, found.start()) + 1}: {what}" for found in re.finditer(pattern, code)]
        self.report(faults)

    def test_tests_do_not_sleep(self):
        self.report([f"{path}: sleeps; wait for a condition" for path in CPP
                     if path.startswith("tests/") and re.search(WAITED, code_of(read(path)))])

    def test_headers_say_what_they_are(self):
        faults = []
        for path in PRODUCT:
            if not path.endswith(".h"):
                continue
            lines = read(path).splitlines()
            if not lines or not lines[0].startswith("//"):
                faults.append(f"{path}: does not begin with what it is")
            if "#pragma once" not in lines:
                faults.append(f"{path}: no #pragma once")
        self.report(faults)

    def test_sources_are_built(self):
        faults = []
        for path in CPP:
            if not path.endswith(".cc"):
                continue
            folder, name = os.path.split(path)
            lists = [os.path.join(one, "CMakeLists.txt") for one in (folder, os.path.dirname(folder))]
            names = {word for one in lists if one in FILES for word in re.findall(r"[\w./]+", read(one))}
            fuzzed = name.endswith("_fuzz.cc") and f"muster_fuzz({name[:-8]} " in read("tests/fuzz/CMakeLists.txt")
            if not fuzzed and not any(os.path.basename(word) == name for word in names):
                faults.append(f"{path}: no CMakeLists.txt names it")
        self.report(faults)

    def test_headers_have_a_place_in_the_readme(self):
        faults = []
        for path in PRODUCT:
            folder, name = os.path.split(path)
            if not path.endswith(".h") or name.endswith("_inline.h"):
                continue
            while os.path.join(folder, "README.md") not in FILES:
                folder = os.path.dirname(folder)
            if not re.search(rf"(?<![\w])_?{re.escape(name[:-2])}(?![\w])", read(os.path.join(folder, "README.md"))):
                faults.append(f"{path}: {folder}/README.md does not say what it is for")
        self.report(faults)

    def test_nothing_of_one_machine_is_in_the_tree(self):
        pattern = re.compile(r"(?<![\w.~])/(work|home/\w+|tmp/build|root)/"
                             r"|\b(registry\.npm|pypi\.|repo1?\.maven|deb\.debian|proxy\.golang)")
        self.report([f"{path}: {found.group(0)}" for path in FILES if self._is_text(path)
                     for found in [pattern.search(read(path))] if found])

    def test_every_code_is_on_the_closed_list(self):
        listed = set(re.findall(r'^    \{"(\w+)", \d{3}, "', read("schemas/errors.cc"), re.M))
        used = {}
        for path in PRODUCT:
            for code in re.findall(r'"([a-z0-9_]+)",\s*(?:\w+::)*ErrorClass::', read(path)) + codes_given(path):
                used.setdefault(code, path)
        self.assertGreater(len(listed & set(used)), 50, "the codes are not found")
        used.pop("", None)
        outcomes = set(re.findall(r'Outcome::\w+: return "(\w+)"', read("projections/view.cc")))  # of a line of an import
        self.report([f"{path}: {code} is not in schemas/errors.cc: it has no page" for code, path in used.items()
                     if code not in listed | outcomes])

    def test_every_action_of_the_audit_is_on_its_list(self):
        listed = set(re.findall(r'"(\w+)"', re.search(r"kAuditActions\{(.*?)\}", read("api/access/audit.h"), re.S).group(1)))
        patterns = (r'\bentry_of\((?:[^,;"]+, )+?"(\w+)"', r'\bnote\([^;"]*?, caller, "(\w+)"', r'\bnote\("(\w+)", from', r'\.action = "(\w+)"',
                    r'\bAuditEntry \w+\{[^,]+, "(\w+)"', r'\baudit\.note\(\{[^,]+, "(\w+)"')
        used = {found for path in PRODUCT for pattern in patterns for found in re.findall(pattern, read(path))}
        self.assertEqual(used, listed)

    def test_no_unfinished_marks(self):
        marks = re.compile(r"\b(TODO|FIXME|XXX|HACK|PLACEHOLDER)\b")
        self.report([f"{path}: {found.group(0)}" for path in FILES if self._is_text(path) and not path.startswith("tests/house/")
                     for found in [marks.search(read(path))] if found])

    @staticmethod
    def _is_text(path):
        try:
            read(path)
            return True
        except UnicodeDecodeError:
            return False


if __name__ == "__main__":
    unittest.main()
