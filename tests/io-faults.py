#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""io-faults.py STORE IN COMMAND… - let each system call on the store fail, one at
a time, in each way that a disk fails, or a rename or fsync and all after it;
COMMAND works on the directory w.

Allowed: an error (status 2 to 5, nothing on stdout, one line on stderr) with
the old state; or the new state with status 0, where the call did not matter.
After each, a promotion without faults must work.  Prints what is wrong, a line
each, and the number of faults."""
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

STORE, IN = sys.argv[1:3]
COMMAND = sys.argv[3:]
FAULTS = {
    "openat": ["EIO", "EROFS", "ENOSPC"], "write": ["EIO", "ENOSPC"], "fsync": ["EIO"],
    "fdatasync": ["EIO", "ENOSPC"], "rename": ["EIO", "EROFS"], "link": ["EMLINK", "ENOSPC"],
    "mkdir": ["EROFS"], "ftruncate": ["EIO"], "fchmod": ["EROFS"], "fcntl": ["ENOLCK"],
    "read": ["EIO"], "pread64": ["EIO"], "getdents64": ["EIO"], "close": ["EIO"],
    "unlink": ["EROFS"]}
FILES = ("baseline.json", "baselines/0123456789abcdef.json", "history.jsonl")


def state():
    s = []
    for name in FILES:
        try:
            with open("w/" + name, "rb") as f:
                s.append(hashlib.sha256(f.read()).hexdigest())
        except FileNotFoundError:
            s.append(None)
    return s


def fresh():
    shutil.rmtree("w", ignore_errors=True)
    shutil.copytree(STORE, "w")


def run(argv):
    with open(IN, "rb") as f:
        p = subprocess.run(argv, stdin=f, capture_output=True, check=False)
    return p.returncode, p.stdout, p.stderr.decode(errors="replace")


def chain():
    last = None
    with open("w/history.jsonl", "rb") as f:
        for line in f.read().split(b"\n")[:-1]:
            if last is not None and json.loads(line)["prev"] != hashlib.sha256(last).hexdigest():
                return False
            last = line
    return True


def judge(rc, out, err, old, new):
    now = state()
    if rc == 0:
        if now != new:
            return "status 0, and the state is not the new one"
    elif 2 <= rc <= 5:
        if now != old:
            return f"status {rc}, and the state is not the old one: {err}"
        if out:
            return "an error, and something on stdout"
        if err.count("\n") != 1 or not err.startswith("baseline-promote: "):
            return f"not one line: {err}"
    else:
        return f"status {rc}: {err}"
    rc, _, err = run(["baseline-promote", "-q", "-s", "w"])
    if rc != 0 or not chain():
        return f"the next promotion: {rc} {err}"
    left = set(os.listdir("w")) - {".lock", "baseline.json", "baselines", "history.jsonl"}
    return f"left over: {left}" if left else None


def main():
    fresh()
    old = state()
    run(["strace", "-o", "trace"] + COMMAND)
    new = state()
    seen, faults, inside = {}, [], False
    with open("trace", encoding="utf-8", errors="replace") as f:
        for line in f:
            m = re.match(r"(\w+)\((.*)", line)
            if not m:
                continue
            name = m.group(1)
            seen[name] = seen.get(name, 0) + 1
            inside = inside or ".lock" in line
            # the last write is that of the document, after all is done
            if not inside or (name in ("write", "close") and line.split("(")[1][0] in "12"):
                continue
            for error in FAULTS.get(name, []):
                faults.append((name, seen[name], "error=" + error, line))
                if name in ("rename", "fsync"):  # and each one after it
                    faults.append((name, f"{seen[name]}+", "error=" + error, line))
            if name == "write" and '{\\"actor\\"' in line:
                faults.append((name, seen[name], "retval=7", line))
    for name, n, what, line in faults:
        fresh()
        rc, out, err = run(["strace", "-o", "/dev/null", "-e", f"trace={name}",
                            "-e", f"inject={name}:{what}:when={n}"] + COMMAND)
        bad = judge(rc, out, err, old, new)
        if bad:
            print(f"{name} {n} {what}: {bad.strip()} [{line.strip()[:90]}]")
    print(f"{len(faults)} faults")


main()
