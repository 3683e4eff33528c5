#!/usr/bin/env python3
"""Flips the conditions of the fold one at a time and asks the tests whether they notice.

    tests/mutation/mutate.py                     a sample of 80 mutants over all sources
    tests/mutation/mutate.py --count 0           all of them
    tests/mutation/mutate.py --only fold.cc      those of one source
    tests/mutation/mutate.py --again             those that survivors.txt names

A mutant is compiled to one object and linked in front of the libraries, so the tree is left as it is.
Whoever survives has to be named with its reason in survivors.txt; exit code 1 where one is not, or
where one that is named there is noticed after all.
"""

import argparse
import json
import os
import random
import shlex
import subprocess
import sys
import time

from operators import mutants_of

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SOURCES = [
    "processors/fold.cc", "processors/fold_order.cc", "processors/contribution.cc", "projections/presence.cc",
    "projections/view.cc", "projections/component.cc", "projections/flags.cc", "projections/evidence.cc",
    "projections/outcomes.cc", "processors/fold_flags.cc", "projections/cover.cc",
]
ASKED = [  # programs, and the tests of them that ask about rules; the quick ones first
    ("tests/processors/test_processors", "*Stories.*"),
    ("tests/projections/test_projections", "-FullDisk.*:RocksStoreTest.*:Stores/*"),
    ("tests/processors/test_processors", "Law.*:Judged.*:SubjectCover.*"),
]
PROGRAMS = sorted({program for program, tests in ASKED})
PATIENCE_S = 300  # a mutant that never comes to an end is noticed


def run(command, **more):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", **more)


class Workshop:
    """The build folder: everything built once, and how one object and the programs are made."""

    def __init__(self, folder, sets):
        self.folder = os.path.abspath(folder)
        self.env = dict(os.environ, MUSTER_LAW_SETS=str(sets), RC_PARAMS="noshrink=1", CCACHE_DISABLE="1")
        configure = ["cmake", "-S", ROOT, "-B", self.folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release"]
        names = [os.path.basename(program) for program in PROGRAMS]
        for command in (configure, ["ninja", "-C", self.folder, "-j2", *names]):
            done = run(command)
            if done.returncode:
                sys.exit(done.stdout)
        with open(os.path.join(self.folder, "compile_commands.json"), encoding="utf-8") as f:
            self.compile = {os.path.relpath(c["file"], ROOT): shlex.split(c["command"]) for c in json.load(f)}
        self.links = {program: self.link_of(program) for program in PROGRAMS}

    def link_of(self, program):
        steps = run(["ninja", "-C", self.folder, "-t", "commands", program]).stdout.replace("\n", "&&").split("&&")
        link = next(step for step in reversed(steps) if f" -o {program} " in step)
        return shlex.split(link.replace(f" -o {program} ", f" -o {program}_mutant mutant.o "))

    def noticed(self, source, text):
        """By what the mutant is noticed; empty where it survives."""
        copy = os.path.join(self.folder, "mutant.cc")
        with open(copy, "w", encoding="utf-8") as f:
            f.write(text)
        original = os.path.join(ROOT, source)
        command = [copy if word == original else word for word in self.compile[source] if not word.endswith("ccache")]
        command[command.index("-o") + 1] = "mutant.o"
        if run(command + ["-O1", "-w"], cwd=self.folder, env=self.env).returncode:
            return "compiler"
        self.linked = set()
        asked = [a for a in ASKED if "projections" not in a[0] or source.startswith("projections/")]  # what links it
        return next(filter(None, (self.noticed_by(*a) for a in asked)), "")

    def noticed_by(self, program, tests):
        if program not in self.linked:
            linked = run(self.links[program], cwd=self.folder)
            if linked.returncode:
                sys.exit(linked.stdout)
            self.linked.add(program)
        command = [f"./{program}_mutant", f"--gtest_filter={tests}", "--gtest_fail_fast", "--gtest_brief=1"]
        try:
            told = run(command, env=self.env, cwd=self.folder, timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            return "time"
        if told.returncode == 0:
            return ""
        failed = [line.split()[3].rstrip(",") for line in told.stdout.splitlines() if line.startswith("[  FAILED  ] ")]
        return failed[0] if failed else "crash"


def survivors():
    """(source, line, as it became): the reason. Three lines and a reason a mutant, apart by an empty line."""
    with open(os.path.join(HERE, "survivors.txt"), encoding="utf-8") as f:
        blocks = [b.strip().split("\n") for b in f.read().split("\n\n")]
    return {tuple(line.strip() for line in b[:3]): " ".join(b[3:]) for b in blocks if not b[0].startswith("#")}


def all_mutants(only):
    out = []
    for source in SOURCES:
        if not os.path.exists(os.path.join(ROOT, source)) or only not in source:
            continue
        with open(os.path.join(ROOT, source), encoding="utf-8") as f:
            text = f.read()
        lines = text.split("\n")
        for number, changed in mutants_of(text):
            key = (source, lines[number].strip(), changed.strip())
            out.append((key, number, "\n".join(lines[:number] + [changed] + lines[number + 1:])))
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=80, help="how many, by chance; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sets", type=int, default=500, help="random sets of the law for each")
    parser.add_argument("--only", default="", help="a part of the source's name")
    parser.add_argument("--line", type=int, help="of the source: all mutants of it")
    parser.add_argument("--again", action="store_true", help="only those that survivors.txt names")
    parser.add_argument("--list", action="store_true", help="says how many there are")
    parser.add_argument("--build", default=os.path.join(ROOT, "build", "mutation"))
    asked = parser.parse_args()

    explained, mutants = survivors(), all_mutants(asked.only)
    if asked.again:
        mutants = [m for m in mutants if m[0] in explained]
    elif asked.line:
        mutants = [m for m in mutants if m[1] + 1 == asked.line]
    elif asked.count:
        mutants = sorted(random.Random(asked.seed).sample(mutants, min(asked.count, len(mutants))), key=lambda m: m[:2])
    print(f"{len(mutants)} mutants", flush=True)
    if asked.list:
        return 0
    workshop, faults, alive = Workshop(asked.build, asked.sets), 0, 0
    with open(os.path.join(ROOT, SOURCES[0]), encoding="utf-8") as f:
        if by := workshop.noticed(SOURCES[0], f.read()):
            sys.exit(f"without a mutant the tests fail: {by}")
    for key, number, text in mutants:
        began = time.monotonic()
        by = workshop.noticed(key[0], text)
        alive += not by
        wrong = bool(by) == (key in explained)
        faults += wrong
        verdict = f"noticed by {by}" if by else "survives, " + ("explained" if not wrong else "NOT EXPLAINED")
        took = time.monotonic() - began
        print(f"{key[0]}:{number + 1}: {verdict} ({took:.0f} s)\n    {key[1]}\n    {key[2]}", flush=True)
    print(f"{len(mutants)} mutants, {len(mutants) - alive} noticed, {alive} survive, {faults} against survivors.txt")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
