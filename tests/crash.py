#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""crash.py SCENARIO STORE IN NEXT STEP COMMAND… - kill a command before each of
its system calls, and look at the store each time.

COMMAND works on the directory w, a copy of STORE made for each kill; IN is its
stdin.  Afterwards the ledger must be whole (checked here, without any program
of the project), each baseline file the old or the new one, nothing shown that
is not recorded; then a promotion of the document NEXT must work, and leave
nothing behind.  STEP 1 kills at every call after the store is first touched.
Prints "ok" or what is wrong, a line each, and the number of kills."""
import hashlib
import json
import os
import shutil
import subprocess
import sys

SCENARIO, STORE, IN, NEXT, STEP = sys.argv[1:6]
COMMAND = sys.argv[6:]
FILES = ("baseline.json", "baselines/0123456789abcdef.json")
USUAL = {".lock", "baseline.json", "baselines"}


def run(argv, stdin):
    with open(stdin, "rb") as f:
        p = subprocess.run(argv, stdin=f, capture_output=True, check=False)
    return p.returncode, p.stdout, p.stderr


def read(name):
    try:
        with open(name, "rb") as f:
            return f.read()
    except FileNotFoundError:
        return None


def lines(store):
    """The whole lines of the ledger, and whether there is a torn one."""
    names = sorted(n for n in os.listdir(store) if n.startswith("history-"))
    text = b"".join(read(f"{store}/{n}") for n in names)
    text += read(f"{store}/history.jsonl") or b""
    parts = text.split(b"\n")
    return parts[:-1], parts[-1] != b""


def chain(records):
    """None when every link holds, else what does not."""
    last = None
    for line in records:
        r = json.loads(line)
        if last is not None and r["prev"] != hashlib.sha256(last).hexdigest():
            return f"record {r['seq']} does not follow"
        last = line
    return None


def fresh():
    shutil.rmtree("w", ignore_errors=True)
    shutil.copytree(STORE, "w")


def look(old, new):
    """What is wrong with the store after a kill, and the number of records."""
    records, torn = lines("w")
    bad = chain(records)
    if bad:
        return bad, 0
    if torn and not old["torn"]:
        return "a torn line", 0
    done = len(records) == new["n"]
    if SCENARIO == "prune":
        kept = [r for r in records if json.loads(r)["type"] != "prune"]
        if kept != old["lines"][len(old["lines"]) - len(kept):]:
            return "what is left is no suffix", 0
        return None, len(records)
    if not done and len(records) != old["n"]:
        return f"{len(records)} records", 0
    for name in FILES:
        now = read("w/" + name)
        if now not in (old[name], new[name]):
            return name + " is neither the old nor the new one", 0
        if now == new[name] != old[name] and not done:
            return name + " is shown without its record", 0
    return None, len(records)


def after(n, old, new):
    """The next promotion: it completes or takes back what was begun."""
    rc, _, err = run(["baseline-promote", "-q", "-s", "w"], NEXT)
    if rc != 0:
        return f"the next promotion: {rc} {err.decode()}"
    records, torn = lines("w")
    bad = chain(records)
    if bad or torn:
        return f"after the next promotion: {bad or 'torn'}"
    if SCENARIO == "prune":
        if len(records) not in (old["n"] + 1, new["n"] + 1):
            return f"{len(records)} records after the next promotion"
        return None
    if len(records) - n not in ((1, 2) if old["torn"] else (1,)):
        return f"{len(records) - n} records more after the next promotion"
    now = json.loads(read("w/baseline.json"))
    if read("w/" + FILES[0]) != read("w/" + FILES[1]):
        return "the two baselines differ"
    was = new if n == new["n"] else old
    want = was[FILES[0]] and json.loads(was[FILES[0]])["_metadata"]["git_commit"]
    got = now["_metadata"]["baseline"]["previous"]
    if (got and got["commit"]) != want:
        return f"the former baseline is {got}, not {want}"
    left = {n for n in os.listdir("w") if not n.startswith("history")} - USUAL
    left |= {n for n in os.listdir("w/baselines")} - {"0123456789abcdef.json"}
    return f"left over: {left}" if left else None


def state(store):
    s = {name: read(f"{store}/{name}") for name in FILES}
    s["lines"], s["torn"] = lines(store)
    s["n"] = len(s["lines"])
    return s


def main():
    old = state(STORE)
    fresh()
    subprocess.run(["strace", "-o", "trace"] + COMMAND, stdin=open(IN, "rb"),
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    new = state("w")
    with open("trace", encoding="utf-8", errors="replace") as f:
        calls = [line for line in f if line[0] not in "+-"]
    first = next(i for i, line in enumerate(calls) if ".lock" in line) - 2
    points = list(range(1, first, 60)) + list(range(first, len(calls) + 3, int(STEP)))
    for n in points:
        fresh()
        rc, _, err = run(["killer", str(n)] + COMMAND, IN)
        if rc not in (137, 0, 1):
            print(f"call {n}: status {rc} {err.decode()}")
            continue
        bad, records = look(old, new)
        bad = bad or after(records, old, new)
        if bad:
            print(f"call {n} of {len(calls)}: {bad}")
    print(f"{len(points)} kills")


main()
