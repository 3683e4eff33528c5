"""A story as a file (README.md), read for the pictures: what was given and what came of it."""

import os
import re
from datetime import datetime, timedelta

HERE = os.path.dirname(os.path.abspath(__file__))
TIME = r"(?:\d\d-\d\d[ T])?\d\d:\d\d(?::\d\d(?:\.\d+)?)?"
MONDAY = "03-02T"


def when(text):
    text = text.replace(" ", "T")
    text = text if "T" in text else MONDAY + text
    return datetime.fromisoformat(text if text.startswith("20") else "2026-" + text)


def clock(t):
    """As the files have it: without the date on the story's Monday."""
    text = t.strftime("%m-%d %H:%M:%S") + (f".{t.microsecond // 1000:03}" if t.microsecond else "")
    text = text.removesuffix(":00")
    return text.removeprefix("03-02 ")


class Given:
    """An event: number (of arrival, from 1), time, verb, words, fields, outcome."""

    def __init__(self, number, line):
        told, _, self.outcome = line.partition(" -> ")
        words = told.split()
        self.fields = dict(word.split("=", 1) for word in words if "=" in word)
        words = [word for word in words if "=" not in word]
        self.number, self.time, self.verb, self.words = number, when(words[0]), words[1], words[2:]
        self.accepted = when(self.fields["accepted"]) if "accepted" in self.fields else None

    def voucher(self):
        """(session, start, counted to, alive to), where it vouches for one."""
        if "next_ping_s" not in self.fields:
            return None
        counted = self.time + timedelta(seconds=int(self.fields["next_ping_s"]))
        return self.words[0], self.time, counted, counted + timedelta(seconds=int(self.fields["grace_s"]))


class Row:
    """a completed checkout 08:00-17:00 | 08:00-12:00 13:00-17:00"""

    def __init__(self, text):
        self.id, self.status, self.reason, rest = text.split(" ", 3)
        shown, _, counted = rest.partition("|")
        start, end = re.fullmatch(f"({TIME})-({TIME})? ?", shown).groups()
        self.start, self.end = when(start), end and when(end)
        self.counted = spans(counted)


def spans(text):
    return [(when(a), when(b)) for a, b in re.findall(f"({TIME})-({TIME})", text)]


class Story:
    """Of several as_of, what is asked of the last."""

    def __init__(self, name, text):
        self.name, self.title, self.note, self.shown = name, "", "", None
        self.kinds, self.given, self.as_of = [], [], None
        for line in text.splitlines():
            word, _, rest = line.partition(" ")
            rest = rest.strip()
            if word in ("title", "note"):
                setattr(self, word, rest)
            elif word == "show":
                self.shown = tuple(when(t) for t in rest.split(" to "))
            elif word == "kind":
                self.kinds.append(rest)
            elif line[:1].isdigit():
                self.given.append(Given(len(self.given) + 1, line))
            elif word == "as_of":
                self.as_of = when(rest)
                self.rows, self.activities, self.flags, self.fixes, self.reviews = [], [], [], [], {}
                self.hours, self.quarters = [], []
            elif word == "row":
                self.rows.append(Row(rest))
            elif word == "activity":
                self.activities.append((rest.split()[1], spans(rest)))
            elif word == "flag":
                session, flag, at = rest.split(" ", 2)
                self.flags.append((session, flag, when(at)))
            elif word == "quarter":
                self.quarters.append(rest.split(" ", 3))
            elif word == "fix":
                self.fixes.append(rest.split())
            elif word == "reviewed":
                self.reviews[rest.split()[0]] = rest.split()[1]
            elif word == "hours":
                self.hours.append(rest.split(" ", 2))


def read_stories():
    out = []
    for name in sorted(os.listdir(HERE)):
        if name.endswith(".story"):
            with open(os.path.join(HERE, name), encoding="utf-8") as f:
                out.append(Story(name.removesuffix(".story"), f.read()))
    return out
