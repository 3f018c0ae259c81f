#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read a page's text back, and find every figure of it in the JSON.

    audit_read.py figures PAGE.html REPORT.json    figures of the page that the
                                                   JSON does not hold
    audit_read.py text PAGE.html                   the page's text
    audit_read.py pdf PAGES.txt REPORT.json        figures of the JSON that the
                                                   PDF's text lacks
    audit_read.py figures-of-text PAGES.txt REPORT.json
                                                   figures of the PDF's text,
                                                   axes apart, that the JSON
                                                   does not hold
    audit_read.py chain LEDGER REPORT.json         recompute from the ledger
                                                   what the JSON says of it
"""
import hashlib
import html.parser
import json
import re
import sys


class Text(html.parser.HTMLParser):
    """Text by element, axes of charts left out: they measure, they don't say."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.out, self.skip, self.faults = [], 0, []
        self.chart = False

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        for k in a:
            if k.startswith("on") or k == "style" or (
                    k in ("src", "href") and not (a[k] or "").startswith("#")):
                self.faults.append("<%s %s>" % (tag, k))
        if tag in ("script", "iframe", "object", "embed", "link", "img"):
            self.faults.append("<%s>" % tag)
        if tag in ("style", "title"):
            self.skip += 1
        if tag == "svg":
            self.chart = True
        if tag == "text" and "class" not in a:
            self.skip += 1
            self.plain = True
        elif tag == "text":
            self.plain = False
        self.out.append("\n" if tag not in ("wbr", "bdi", "b", "code", "a",
                                            "small", "span") else "")

    def handle_endtag(self, tag):
        if tag in ("style", "title"):
            self.skip -= 1
        if tag == "text" and self.plain:
            self.skip -= 1
        if tag not in ("wbr", "bdi", "b", "code", "a", "small", "span"):
            self.out.append("\n")

    def handle_data(self, data):
        if not self.skip:
            self.out.append(data)


def strings(v):
    if isinstance(v, str):
        yield v
    elif isinstance(v, dict):
        for x in v.values():
            yield from strings(x)
    elif isinstance(v, list):
        for x in v:
            yield from strings(x)


FIGURE = re.compile(r"[−+-]?\d[\d,]*(?:\.\d+)?")


def page(path):
    t = Text()
    with open(path, encoding="utf-8") as f:
        t.feed(f.read())
    for what in t.faults:
        print("not allowed in a page: " + what)
    return "".join(t.out)


def known_figures(report):
    with open(report, encoding="utf-8") as f:
        doc = json.load(f)
    doc.pop("records")
    return {x for s in strings(doc) for x in FIGURE.findall(s)}


def figures(path, report):
    known = known_figures(report)
    n = 0
    for line in page(path).split("\n"):
        for x in FIGURE.findall(line):
            n += 1
            if x not in known:
                print("not in the JSON: %s in '%s'" % (x, line.strip()[:90]))
    if n < 20:
        print("only %d figures read" % n)


AXIS = re.compile(r"^(?:\s*(?:[−+]?[\d.,]+%?|[A-Z][a-z]{2}|\d\d:\d\d))+\s*$")


def figures_of_text(text, report):
    known = known_figures(report)
    with open(text, encoding="utf-8") as f:
        for line in f:
            line = re.sub(r"Page \d+ of \d+$", "", line.rstrip())
            if AXIS.match(line):
                continue
            # The scale at the left of a chart.
            line = re.sub(r"^\s*[−+]?[\d.,]+(\s{2,}|$)", "", line)
            for x in FIGURE.findall(line):
                if x not in known:
                    print("not in the JSON: %s in '%s'" % (x, line.strip()))


def pdf(text, report):
    with open(text, encoding="utf-8") as f:
        known = set(FIGURE.findall(f.read()))
    with open(report, encoding="utf-8") as f:
        doc = json.load(f)
    cells = [(f["key"], f) for f in doc["facts"]]
    for s in doc["sections"]:
        for b in s["blocks"]:
            for row in b.get("rows", []):
                cells += [(s["id"], c) for c in row.values() if "value" in c]
    n = 0
    for where, c in cells:
        for x in FIGURE.findall(c["text"] or ""):
            n += 1
            if x not in known:
                print("not in the PDF: %s (%s)" % (x, where))
    if n == 0:
        print("no figures")


def chain(ledger, report):
    """What the report says of the ledger, worked out another way."""
    with open(report, encoding="utf-8") as f:
        doc = json.load(f)
    prev, breaks, records = "0" * 64, 0, []
    with open(ledger, "rb") as f:
        for line in f.read().split(b"\n")[:-1]:
            rec = json.loads(line)
            if rec["prev"] != prev:
                breaks += 1
            prev = hashlib.sha256(line).hexdigest()
            records.append((rec, prev))

    def same(what, got, want):
        if got != want:
            print("%s: the report says %r, the ledger %r" % (what, got, want))

    same("head", doc["chain"]["head"], prev)
    same("records", doc["chain"]["records"], len(records))
    same("breaks", doc["chain"]["breaks"], breaks)
    if doc["period"] is None:
        return
    lo, hi = doc["period"]["from"], doc["period"]["until"]
    own = [r for r in records if lo <= r[0]["time"] < hi]
    same("records of the period", [r["seq"] for r in doc["records"]],
         [r[0]["seq"] for r in own])
    for got, (rec, digest) in zip(doc["records"], own):
        data = rec["data"]
        same("hash of %d" % got["seq"], got["hash"], digest)
        known = rec["type"] if rec["type"] != "novel" else "unknown"
        same("type of %d" % got["seq"], got["type"], known)
        same("actor of %d" % got["seq"], got["actor"], rec["actor"])
        same("metrics of %d" % got["seq"], got["metrics"],
             {k: v["value"] for k, v in data.get("metrics", {}).items()})
    promoted = [r[0] for r in own if r[0]["type"] in ("promote", "override")]
    two = [r for r in promoted if r["data"].get("approver") and
           r["data"]["approver"] != (r["data"].get("author") or r["actor"])]
    fact = {f["key"]: f for f in doc["facts"]}
    if "promotions" in fact and promoted:
        same("promotions approved", fact["promotions"]["value"], len(two))
    runs = [r[0] for r in own if r[0]["type"] in
            ("run", "promote", "refuse", "override")]
    full = [r for r in two if r["data"].get("run_id") and
            r["data"].get("verdict") and r["subject"]["commit"]]
    for s in doc["sections"]:
        for b in s["blocks"]:
            if b["key"] == "controls":
                for row in b["rows"]:
                    if row["control"]["text"].startswith("SOX") and promoted:
                        same("SOX 404", row["count"]["text"].replace(",", ""),
                             "%d of %d" % (len(full), len(promoted)))
            if b["key"] == "objectives" and doc["report"] == "audit":
                for row in b["rows"]:
                    label = row["metric"]["text"]
                    met = total = 0
                    days = {}
                    for r in runs:
                        for m in r["data"]["metrics"].values():
                            if (m["label"] or "odd") != label:
                                continue
                            ok = (m["value"] <= m["floor"] if m["unit"] == "ms"
                                  else m["value"] >= m["floor"])
                            total += 1
                            met += ok
                            d = r["time"][:10]
                            days[d] = days.get(d, True) and ok
                    same(label + " runs", row["runs"]["text"].replace(",", ""),
                         "%d of %d" % (met, total))
                    same(label + " days", row["days"]["text"].replace(",", ""),
                         "%d of %d" % (sum(days.values()), len(days)))


if sys.argv[1] == "figures":
    figures(*sys.argv[2:])
elif sys.argv[1] == "figures-of-text":
    figures_of_text(*sys.argv[2:])
elif sys.argv[1] == "pdf":
    pdf(*sys.argv[2:])
elif sys.argv[1] == "text":
    print(page(sys.argv[2]))
else:
    chain(*sys.argv[2:])
