"""The mutants of a source: one condition flipped at a time, on code only (no comments, strings or includes)."""

import re

# What is found, and what it becomes. Templates have no spaces inside their brackets, comparisons have.
SWAPS = [
    (r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "), (r" >= ", " > "),
    (r" == ", " != "), (r" != ", " == "), (r" && ", " || "), (r" \|\| ", " && "),
    (r"\bstd::min\(", "std::max("), (r"\bstd::max\(", "std::min("),
    (r"\breturn true;", "return false;"), (r"\breturn false;", "return true;"),
    (r"\blower_bound\(", "upper_bound("), (r"\bupper_bound\(", "lower_bound("),
    (r"(?<=[(| &])!(?=[a-z(])", ""),
    (r" \+ ", " - "), (r"(?<=[\w)\]]) - (?=\w)", " + "),
]
LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"|//.*')


def closing(line, opened):
    depth = 0
    for at in range(opened, len(line)):
        depth += {"(": 1, ")": -1}.get(line[at], 0)
        if depth == 0:
            return at
    return None


def without_condition(line):
    """`if (x)` as `if (false)`, where it takes the whole condition out and the line holds all of it."""
    found = re.search(r"\bif \(", line)
    end = closing(line, found.end() - 1) if found else None
    if end is None or re.search(r"[^=!<>]=[^=]|;", line[found.end():end]):
        return []  # it declares something
    return [line[:found.end()] + f"({line[found.end():end]}) && false" + line[end:]]


def mutants_of(text):
    """(number of the line from 0, the line as it becomes), in order."""
    out = []
    for number, line in enumerate(text.split("\n")):
        code = LITERAL.sub(lambda m: " " * len(m.group()), line)
        if code.lstrip().startswith(("#", "template", "using", "constexpr", "static_assert")):
            continue
        for pattern, becomes in SWAPS:
            for m in re.finditer(pattern, code):
                out.append((number, line[:m.start()] + becomes + line[m.end():]))
        out += [(number, changed) for changed in without_condition(code) if code == line]
    return out
