#!/usr/bin/env python3
"""Makes docs/benchmarks.md of what the benchmarks measured, and says which floors hold.

  report.py --figures FILE --decode FILE --out FILE [--note TEXT]...

--figures: JSON lines {figure, unit, median, least, most, repeats}; --decode: Google Benchmark's JSON.
Exit 1 when a floor that must hold does not, or could not be measured.
"""

import argparse
import datetime
import json
import os
import re
import statistics
import subprocess
import sys

MORE, LESS = "at least", "at most"

# figure, what it is, against what in the same run, direction, floor, goal, whether the floor must hold
ROWS = [
    ("drain_kafka.ratio", "drain from Kafka", "bare librdkafka consume loop", MORE, 0.30, 0.70, True),
    ("drain_kafka.cpu", "CPU an event, same (µs)", "–", LESS, 2.0, 0.8, False),
    ("drain_embedded.ratio", "drain from the embedded log", "bare RocksDB scan", MORE, 0.30, 0.60, True),
    ("drain_embedded.cpu", "CPU an event, same (µs)", "–", LESS, 2.0, 0.8, False),
    ("drain_embedded_small_cache.ratio", "the same, state larger than the cache", "bare RocksDB scan", MORE, 0.30, 0.60, False),
    ("history_in_order.ratio", "a check-in or check-out in order, long history", "same with a short one: time", LESS, 1.2, 1.1, False),
    ("history_late.p50", "a late event that changes nothing later, typical (ms)", "–", LESS, 0.5, 0.2, False),
    ("history_late.worst", "the same, worst (ms)", "–", LESS, 25.0, 10.0, False),
    ("history_late.refolded", "the same, events folded again, worst", "–", LESS, 256, 192, False),
    ("history_late_in_silence.worst", "a late check-in that is never closed and falls silent, the only one of its kind, worst (ms)", "–", LESS, 25.0, 10.0, False),
    ("history_late_endless.refolded", "a late check-in that nothing ends, events folded again, worst", "–", LESS, 256, 192, False),
    ("history_late_cold.worst", "the same, the subject not in memory, worst (ms)", "–", LESS, 25.0, 10.0, False),
    ("drain_late_1.ratio", "drain with 1 % of the lifecycle events late", "same with none late", MORE, 0.5, 0.9, False),
    ("drain_late_10.ratio", "drain with 10 % of the lifecycle events late", "same with none late", MORE, 0.2, 0.6, False),
    ("decode.ratio", "decode, strict", "bare simdjson DOM parse", MORE, 0.40, 0.80, True),
    ("ingest_batch.kafka.ratio", "ingest on Kafka, 100 events a request", "bare librdkafka produce loop", MORE, 0.25, 0.50, True),
    ("ingest_batch.embedded.ratio", "ingest on the embedded log, 100 events a request", "bare synced batches of 100", MORE, 0.25, 0.50, True),
    ("ingest_single.kafka.ratio", "ingest on Kafka, 1 event a request, 64 connections", "bare produce, 64 under way", MORE, 0.40, 0.70, True),
    ("ingest_single.embedded.ratio", "ingest on the embedded log, 1 event a request, 64 connections", "bare synced appends, 64 writers", MORE, 0.40, 0.70, True),
    ("seam.ratio", "the seam's empty handler", "bare Pistache handler", MORE, 1.2, 1.7, True),
    ("append_p99.embedded.ratio", "embedded append p99, single event", "p99 of 4 KiB append + fdatasync", LESS, 3.0, 1.5, False),
    ("point_read.ratio", "point read", "the seam's empty handler, same body size", MORE, 0.60, 0.85, True),
    ("first_page.ratio", "first page of active sessions, many active", "same with few active: time", LESS, 1.5, 1.1, False),
    ("hours_month.ratio", "a month of hours of one subject", "same for one day: time", LESS, 3.0, 1.5, False),
    ("restart.ratio", "restart after an end without warning, to the first right answer", "bare open of the same state: time", LESS, 2.0, 1.2, False),
    ("disk.ratio", "disk of the state", "bytes of all keys and values", LESS, 2.0, 1.3, False),
    ("memory_active.ratio", "memory with many active", "bytes of their rows", LESS, 3.0, 1.5, False),
    ("directory.memory_ratio", "memory of the directory", "bytes of its records", LESS, 3.0, 2.0, False),
    ("directory.standing_of", "look-up of a subject's standing (µs)", "–", LESS, 10.0, 2.0, False),
    ("drain_growth.ratio", "drain after many sessions", "same after a hundredth of them", MORE, 0.7, 0.9, False),
    ("instructions_codec.ratio", "instructions an event, decoded and encoded", "the stored figure", LESS, 1.02, 0.98, False),
    ("instructions_fold.ratio", "instructions an event, folded into rows in memory", "the stored figure", LESS, 1.02, 0.98, False),
    ("freshness_idle.p99", "202 to visible, idle, p99 (ms)", "–", LESS, 100.0, 20.0, False),
    ("freshness_half_load.p99", "the same at half load", "–", LESS, 100.0, 20.0, False),
]


def read_figures(path):
    with open(path, encoding="utf-8") as lines:
        return {f["figure"]: f for f in map(json.loads, lines)}


def decode_figures(path):
    """Ratios of each repetition of the decoder to the bare parse that ran beside it."""
    with open(path, encoding="utf-8") as file:
        runs = [b for b in json.load(file)["benchmarks"] if b.get("run_type") == "iteration"]
    rates = {}
    for run in sorted(runs, key=lambda r: r["repetition_index"]):
        rates.setdefault(run["name"].split("/")[0], []).append(run["items_per_second"])
    pairs = zip(rates["strict_decode"], rates["bare_dom_parse"])
    return {
        "decode.ratio": figure("decode.ratio", "x", [own / bare for own, bare in pairs]),
        "decode.rate": figure("decode.rate", "events/s", rates["strict_decode"]),
        "decode.bare_rate": figure("decode.bare_rate", "events/s", rates["bare_dom_parse"]),
    }


def figure(name, unit, values):
    return {"figure": name, "unit": unit, "median": statistics.median(values), "least": min(values),
            "most": max(values), "repeats": len(values)}


def holds(value, direction, limit):
    return value >= limit if direction == MORE else value <= limit


def number(value):
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def judged(figures):
    """Rows of the table, and the floors that must hold and do not."""
    rows, broken = [], []
    for name, what, against, direction, floor, goal, must in ROWS:
        measured = figures.get(name)
        if measured is None:
            rows.append(f"| {what} | {against} | not measured | {direction} {floor} | {goal} | |")
            if must:
                broken.append(f"{name}: not measured")
            continue
        value = measured["median"]
        held = holds(value, direction, floor)
        verdict = "goal" if holds(value, direction, goal) else "floor" if held else "**below**"
        spread = f"{number(value)} ({number(measured['least'])}–{number(measured['most'])}, {measured['repeats']}×)"
        rows.append(f"| {what} | {against} | {spread} | {direction} {floor} | {goal} | {verdict} |")
        print(f"{'holds' if held else 'BROKEN':<7} {name:<34} {number(value)} ({direction} {floor})")
        if must and not held:
            broken.append(f"{name}: {number(value)}, {direction} {floor}")
    return rows, broken


def first_match(path, pattern):
    with open(path, encoding="utf-8") as file:
        found = re.search(pattern, file.read(), re.MULTILINE)
    return found.group(1).strip() if found else "unknown"


def output_of(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def machine():
    cpu = first_match("/proc/cpuinfo", r"^model name\s*:\s*(.+)$")
    system = first_match("/etc/os-release", r'^PRETTY_NAME="([^"]+)')
    memory_gib = int(first_match("/proc/meminfo", r"^MemTotal:\s+(\d+)")) / 1024 / 1024
    packages = ["librocksdb-dev", "librdkafka-dev", "libpistache-dev", "libsimdjson-dev"]
    versions = [f"{p} {output_of('dpkg-query', '-W', '-f=${Version}', p)}" for p in packages]
    return [
        f"- Date: {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC",
        f"- Machine: {cpu}, {os.cpu_count()} cores, {memory_gib:.0f} GiB",
        f"- System: {system}, Linux {os.uname().release}, {output_of('c++', '--version').splitlines()[0]}",
        f"- Versions: muster {output_of('git', 'describe', '--always', '--dirty')}, {', '.join(versions)}",
        f"- Load when it ended: {' '.join(f'{load:.1f}' for load in os.getloadavg())}",
    ]


def document(figures, rows, notes):
    everything = [f"| {f['figure']} | {number(f['median'])} | {number(f['least'])}–{number(f['most'])} | {f['unit']} | {f['repeats']} |"
                  for f in sorted(figures.values(), key=lambda f: f["figure"])]
    return "\n".join([
        "# Benchmarks", "",
        "Written by `deploy/bench`; do not edit. A ratio is taken in one run on one machine, in turns with the",
        "bare library it is measured against; absolute numbers are noise.", "",
        *machine(), *(f"- {note}" for note in notes), "",
        "Input: seeded traffic (`tests/bench/traffic.h`): 50,000 subjects by Zipf, per session one check-in, 60",
        "pings, 10 locations and one check-out; 1 % duplicates, 1 % late, 0.01 % undecodable; every subject's",
        "session is under way before time is taken. Before a drain is timed its state must equal that of a plain",
        "fold in memory.", "",
        "| figure | against | measured: median (range, repeats) | floor | goal | reaches |",
        "|---|---|---|---|---|---|", *rows, "",
        "## All figures", "", "| figure | median | range | unit | repeats |", "|---|---|---|---|---|", *everything, "",
    ])


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--figures", required=True)
    arguments.add_argument("--decode", required=True)
    arguments.add_argument("--out", required=True)
    arguments.add_argument("--note", action="append", default=[])
    given = arguments.parse_args()
    figures = {**read_figures(given.figures), **decode_figures(given.decode)}
    rows, broken = judged(figures)
    with open(given.out, "w", encoding="utf-8") as file:
        file.write(document(figures, rows, given.note))
    for line in broken:
        print(f"floor broken: {line}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
