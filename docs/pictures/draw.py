#!/usr/bin/env python3
"""Draws tests/stories/*.story as timelines: the pictures of docs/semantics.md.

    docs/pictures/draw.py           writes the pictures beside this file
    docs/pictures/draw.py --check   only says which ones are not what would be drawn; exit code 1 then

Top to bottom: title and note, the events by number, a lane a session (time counted is full, time in
that is not counted is pale), below it what its check-ins and pings vouch for, and the list of events in
the order in which they arrived.
"""

import os
import sys
from datetime import timedelta
from html import escape

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(HERE)), "tests", "stories"))
sys.dont_write_bytecode = True
from story import clock, read_stories  # noqa: E402

WIDTH, LEFT, RIGHT = 860, 132, 828  # of the picture; of the time axis
LANE = 30
STYLE = """
text{font:13px system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;fill:#1f2933}
.title{font-size:16px;font-weight:600}.soft{fill:#5b6770}.small{font-size:11.5px}.mid{text-anchor:middle}.end{text-anchor:end}
.card{fill:#fff;stroke:#d5dbe1}.grid{stroke:#e4e8ec}.axis{stroke:#9aa5b1}.now{stroke:#b4540a;stroke-dasharray:4 3}
.nowtext{fill:#b4540a}.event{stroke:#9aa5b1;stroke-dasharray:1 3}.inside{font-weight:600;fill:#fff}
.counted{fill:#2f7d5b}.present{fill:#b9d8ca}.open{fill:#2f7d5b}.voided{fill:none;stroke:#9aa5b1;stroke-dasharray:4 3}
.vouch{fill:#5b8def}.grace{fill:#c3d4f7}.activity{fill:#8a63c9}.flag{fill:#b42318}
.over{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}
.in{fill:#2f7d5b}.ping{fill:#3767c4}.out{fill:#4a5561}.amend{fill:#8a4bb8}.late{stroke:#b4540a;stroke-width:2.5}
@media(prefers-color-scheme:dark){text{fill:#e6eaee}.soft{fill:#a3aeb8}.card{fill:#161b22;stroke:#30363d}
.grid{stroke:#252c34}.axis{stroke:#6b7682}.now{stroke:#f0a35e}.nowtext{fill:#f0a35e}.event{stroke:#6b7682}.inside{fill:#fff}
.counted{fill:#38976e}.open{fill:#38976e}.present{fill:#24483a}.voided{stroke:#6b7682}.vouch{fill:#5b8def}.grace{fill:#27406f}
.activity{fill:#a181dc}.flag{fill:#ff8a80}.over{stroke:#161b22}.in{fill:#2f8a63}.ping{fill:#3f6fd0}.out{fill:#5f6b77}.amend{fill:#9a5cc9}.late{stroke:#f0a35e}}
""".replace("\n", "")
LOOKS = {"check-in": "in", "ping": "ping", "location": "ping", "check-out": "out", "amend": "amend", "review": "amend"}
STEPS = [5, 10, 15, 30, 60, 120, 180, 240, 360]  # minutes between ticks


class Picture:
    def __init__(self, story):
        self.story, self.out, self.y = story, [], 0
        self.start, self.end = story.shown

    def x(self, t):
        share = (t - self.start) / (self.end - self.start)
        return round(LEFT + min(max(share, 0), 1) * (RIGHT - LEFT), 1)

    def add(self, element, look, text=None, **attributes):
        told = "".join(f' {name}="{value}"' for name, value in attributes.items()) + (f' class="{look}"' if look else "")
        self.out.append(f"<{element}{told}/>" if text is None else f"<{element}{told}>{escape(text, False)}</{element}>")

    def text(self, x, y, text, look=""):
        self.add("text", look, text, x=x, y=y)

    def line(self, t, y1, y2, look):
        self.add("line", look, x1=self.x(t), x2=self.x(t), y1=y1, y2=y2)

    def bar(self, a, b, y, height, look, round_=3):
        x, to = self.x(a), self.x(b)
        self.add("rect", look, x=x, y=y, width=round(max(to - x, 2), 1), height=height, rx=round_)


def draw(story):
    p = Picture(story)
    p.text(20, 32, story.title, "title")
    p.text(20, 52, story.note, "soft")
    p.text(20, 72, "kind " + "; kind ".join(story.kinds), "soft small")
    top = 96
    rows = mark_rows(p)
    lanes_at = top + 24 * (max(rows) + 1) + 12
    p.y = lanes_at
    back = len(p.out)
    for row in story.rows:
        draw_lane(p, row)
    draw_hours(p)
    bottom = p.y
    front, p.out = p.out[back:], p.out[:back]
    draw_axis(p, lanes_at, bottom)
    for given, row in zip(story.given, rows):
        p.line(given.time, top + 24 * row, bottom, "event")
    p.line(story.as_of, lanes_at - 12, bottom, "now")
    p.out += front
    for given, row in zip(story.given, rows):
        p.add("circle", look_of(given), cx=p.x(given.time), cy=top + 24 * row, r=9.5)
        p.text(p.x(given.time), top + 24 * row + 4.5, str(given.number), "inside mid small")
    p.text(20, top + 4.5, "events", "soft small")
    p.y = bottom + 40
    for given in story.given:
        draw_given(p, given)
    return svg(p, p.y + 4)


def look_of(given):
    return LOOKS[given.verb] + (" late" if given.accepted else "")


def mark_rows(p):
    """In which row each number stands: the first where it covers no other."""
    taken, rows = [], []
    for given in p.story.given:
        row = 0
        while any(at == row and abs(x - p.x(given.time)) < 24 for at, x in taken):
            row += 1
        taken.append((row, p.x(given.time)))
        rows.append(row)
    return rows


def draw_axis(p, top, bottom):
    minutes = (p.end - p.start).total_seconds() / 60
    step = next(s for s in STEPS if minutes / s <= 9 or s == STEPS[-1])
    t = p.start.replace(minute=0) if step >= 60 else p.start
    t += timedelta(minutes=-(t.hour * 60 + t.minute) % step)
    while t <= p.end:
        if t >= p.start:
            p.line(t, top - 8, bottom, "grid")
            p.text(p.x(t), bottom + 16, t.strftime("%H:%M"), "soft small mid")
        t += timedelta(minutes=step)
    p.add("line", "axis", x1=LEFT, x2=RIGHT, y1=bottom, y2=bottom)
    at = p.x(p.story.as_of)
    p.text(at, top - 16, "as_of", "nowtext small mid")


def told_of(row, story):
    said = row.status if row.reason in ("none", row.status) else f"{row.status} ({row.reason})"
    told = [f"{clock(row.start)} – {clock(row.end) if row.end else '…'}", said]
    counted = sum((b - a for a, b in row.counted), timedelta())
    minutes = int(counted.total_seconds() // 60)
    told.append(f"{minutes // 60} h {minutes % 60:02} min counted" if minutes >= 60 else f"{minutes} min counted")
    if story.reviews.get(row.id, "none") != "none":
        told.append("review " + story.reviews[row.id])
    return " · ".join(told)


def verdict_of(fix):
    _, source, t, verdict, centimetres = fix
    return f"{t} {source.replace('_', '-')}: {verdict}, {int(centimetres) / 100:.2f} m from the place"


def draw_lane(p, row):
    story, y = p.story, p.y
    p.text(20, y + 12, f"session {row.id}")
    if row.status == "voided":
        p.bar(row.start, story.as_of, y, 18, "voided")
    else:
        p.bar(row.start, row.end or story.as_of, y, 18, "present")
    for a, b in row.counted:
        p.bar(a, b, y, 18, "counted")
    p.y += 24
    vouchers = [v for v in (given.voucher() for given in story.given) if v and v[0] == row.id]
    for _, start, counted, alive in vouchers:
        p.bar(start, alive, p.y, 5, "grace", 1)
        p.bar(start, counted, p.y, 5, "vouch", 1)
        p.y += 7
    if vouchers:
        p.text(LEFT - 8, p.y - 1.5 - 3.5 * (len(vouchers) - 1), "promises", "soft small end")
    for activity, times in story.activities:
        for a, b in times:
            p.bar(a, b, p.y + 2, 9, "activity", 2)
        p.text(LEFT - 8, p.y + 10.5, activity, "soft small end")
        p.y += 14
    p.y += 14
    p.text(LEFT, p.y, told_of(row, story), "small over")
    for fix in story.fixes:
        if fix[0] == row.id:
            p.y += 16
            p.text(LEFT, p.y, verdict_of(fix), "soft small over")
    for session, flag, t in story.flags:
        if session == row.id:
            p.y += 16
            p.text(LEFT, p.y, f"⚑ {flag}, since {clock(t)}", "flag small over")
    p.y += 16


def draw_hours(p):
    for zone, label, time in p.story.hours:
        p.text(20, p.y + 8, zone, "soft small")
        p.text(LEFT, p.y + 8, f"{label}  {time}", "small")
        p.y += 18
    for start, kind, place, told in p.story.quarters:
        p.text(20, p.y + 8, kind if place == "-" else f"{kind} at {place}", "soft small")
        p.text(LEFT, p.y + 8, f"{start}  {told}", "small")
        p.y += 18


def ids_are_distinct(story):
    ids = [given.fields["id"] for given in story.given if "id" in given.fields]
    return len(ids) == len(set(ids))


def draw_given(p, given):
    words = [given.verb] + given.words
    hidden = {"accepted"} | ({"id"} if ids_are_distinct(p.story) else set())
    fields = [f"{name}={value}" for name, value in given.fields.items() if name not in hidden]
    told = f"{clock(given.time)}  {' '.join(words)}"
    p.add("circle", look_of(given), cx=30, cy=p.y - 4.5, r=9.5)
    p.text(30, p.y, str(given.number), "inside mid small")
    p.text(48, p.y, told)
    p.text(300, p.y, " ".join(fields) + (f"  arrives {clock(given.accepted)}" if given.accepted else ""), "soft small")
    p.text(RIGHT, p.y, "→ " + (given.outcome or "later than as_of"), "end")
    p.y += 24


def svg(p, height):
    height = round(height)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">'
            f"<title>{escape(p.story.title, False)}</title><style>{STYLE}</style>"
            f'<rect class="card" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="8"/>\n'
            + "\n".join(p.out) + "\n</svg>\n")


def main():
    drawn = {story.name + ".svg": draw(story) for story in read_stories() if story.shown}
    here = {name for name in os.listdir(HERE) if name.endswith(".svg")}
    faults = sorted(here - set(drawn))
    for name, text in drawn.items():
        path = os.path.join(HERE, name)
        if name in here:
            with open(path, encoding="utf-8") as f:
                if f.read() == text:
                    continue
        faults.append(name)
        if "--check" not in sys.argv:
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)
    if "--check" in sys.argv and faults:
        sys.exit("not as docs/pictures/draw.py draws them: " + ", ".join(faults))


if __name__ == "__main__":
    main()
