#!/usr/bin/env python3
"""Counts instructions an event by callgrind and compares them with instructions.json.

  instructions.py PROGRAM [--figures FILE] [--write]

PROGRAM: bench_instructions. Exit 1 when a figure is more than 2 % above the stored one. --write stores
what was counted; do that when it fell, or with the reason when it rose. --figures: append JSON lines for
report.py. The same on every machine: no code that depends on the processor's age is chosen.
"""

import argparse
import json
import os
import re
import subprocess
import sys

EVENTS = 20_000
ROOM = 1.02
STORED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "instructions.json")
PLAIN = {"SIMDJSON_FORCE_IMPLEMENTATION": "westmere", "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-AVX512F,-BMI2,-ERMS"}


def count(program, what):
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--collect-atstart=no",
               "--toggle-collect=measured", program, what, str(EVENTS)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **PLAIN})
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found or found.group(1) == "0":
        sys.exit(f"{what}: not counted\n{done.stderr}")
    return round(int(found.group(1)) / EVENTS)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program")
    arguments.add_argument("--figures")
    arguments.add_argument("--write", action="store_true")
    given = arguments.parse_args()
    with open(STORED, encoding="utf-8") as file:
        stored = json.load(file)
    counted = {what: count(given.program, what) for what in stored}
    above = []
    for what, now in counted.items():
        ratio = now / stored[what]
        print(f"{what:<6} {now:>7,} instructions an event, {ratio:.3f} of the stored {stored[what]:,}")
        if ratio > ROOM:
            above.append(what)
        if given.figures:
            with open(given.figures, "a", encoding="utf-8") as file:
                for name, unit, value in ((f"instructions_{what}", "instructions", now), (f"instructions_{what}.ratio", "x", ratio)):
                    file.write(json.dumps({"figure": name, "unit": unit, "median": value, "least": value, "most": value, "repeats": 1}) + "\n")
    if given.write:
        with open(STORED, "w", encoding="utf-8") as file:
            file.write(json.dumps(counted) + "\n")
        return 0
    return 1 if above else 0


if __name__ == "__main__":
    sys.exit(main())
