"""What the house rules look at: the files of the tree, and C++ without comments and strings."""

import functools
import os
import re
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def tracked():
    """Every file of the repository (or of the tree, where git is not there), as paths from the root."""
    try:
        listed = subprocess.run(["git", "-C", ROOT, "ls-files", "--cached", "--others", "--exclude-standard"],
                                capture_output=True, text=True, check=True).stdout.splitlines()
        return sorted(path for path in listed if os.path.isfile(os.path.join(ROOT, path)))
    except (OSError, subprocess.CalledProcessError):
        found = []
        for folder, folders, files in os.walk(ROOT):
            folders[:] = [one for one in folders if one not in ("build", ".git", ".jars", ".cache")]
            found += [os.path.relpath(os.path.join(folder, one), ROOT) for one in files]
        return sorted(found)


@functools.lru_cache(maxsize=None)
def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def is_cpp(path):
    return path.endswith((".h", ".cc"))


_SKIPPED = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'(?![0-9a-fA-F])', re.S)


@functools.lru_cache(maxsize=None)
def code_of(text):
    """The C++ without comments and with empty literals; lines stay where they are."""
    def blank(match):
        found = match.group(0)
        lines = "\n" * found.count("\n")
        return lines if found.startswith("/") else '""' + lines
    digits = re.sub(r"(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])", "", text)  # 1'000 is no literal
    return _SKIPPED.sub(blank, digits)


def functions(text):
    """(name, first line, lines) of each function body, by counting braces: good enough to measure. Tables of
    test cases are none."""
    code = code_of(text)
    found = []
    stack = []
    head_start = 0
    for place, char in enumerate(code):
        if char == "{":
            head = code[head_start:place].strip()
            name = _function_name(head)
            inside = any(entry[0] for entry in stack)
            stack.append((name if not inside else None, place))
            head_start = place + 1
        elif char == "}":
            if stack:
                name, start = stack.pop()
                if name:
                    first = code.count("\n", 0, start) + 1
                    found.append((name, first, code.count("\n", start, place) + 1))
            head_start = place + 1
        elif char == ";":
            head_start = place + 1
    return found


_CONTROL = {"if", "for", "while", "switch", "catch", "do", "else", "return"}


def _function_name(head):
    head = re.sub(r"^\s*(public|private|protected)\s*:", "", head)
    match = re.search(r"([~\w:]+|operator[^\s(]*)\s*\(", head)
    if not match or match.group(1) in _CONTROL or match.group(1).startswith("INSTANTIATE_") or "=" in head.split("(")[0]:
        return None
    return match.group(1)
