#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""mutate.py LEDGER N SEED - damage a ledger in N random ways (flip, insert, delete,
reorder, truncate) and hold build/tests/ledger-verify against what a chain can show.

Feeds all mutants to one ledger-verify process: "LENGTH\\n" and the bytes each.
It answers a line each: "whole HEAD", "suffix HEAD", "torn HEAD" or "broken"."""
import hashlib
import random
import subprocess
import sys

LEDGER, N, SEED = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
VERIFY = sys.argv[4]


def mutate(rng, lines):
    """A damaged copy, and what a chain shows of it."""
    kind = rng.choice(["flip", "insert", "delete", "swap", "cut", "tail", "copy"])
    at = rng.randrange(len(lines))
    out = list(lines)
    if kind == "flip":  # one bit of one line
        line = bytearray(out[at])
        i = rng.randrange(len(line))
        line[i] ^= 1 << rng.randrange(8)
        out[at] = bytes(line)
        text = b"".join(x + b"\n" for x in out)
        # nothing follows the last line: its bytes are only the head's business
        last = at == len(lines) - 1 or b"\n" in out[at]
        return text, "head" if last else "broken"
    if kind == "insert":
        out.insert(at, b'{"v":1}' if rng.random() < .5 else out[rng.randrange(len(out))])
        return b"".join(x + b"\n" for x in out), "broken"
    if kind == "copy":  # a line twice
        out.insert(at, out[at])
        return b"".join(x + b"\n" for x in out), "broken"
    if kind == "delete":
        del out[at]
        text = b"".join(x + b"\n" for x in out)
        if at == len(lines) - 1:
            return text, "head"  # the tail was cut: only the head tells
        return text, "suffix" if at == 0 else "broken"
    if kind == "swap":
        other = rng.randrange(len(out))
        if other == at:
            other = (at + 1) % len(out)
        out[at], out[other] = out[other], out[at]
        return b"".join(x + b"\n" for x in out), "broken"
    text = b"".join(x + b"\n" for x in out)
    if kind == "cut":  # anywhere
        return text[:rng.randrange(1, len(text))], "head"
    return b"".join(x + b"\n" for x in out[:rng.randrange(1, len(out))]), "head"


def main():
    with open(LEDGER, "rb") as f:
        lines = f.read().split(b"\n")[:-1]
    head = hashlib.sha256(lines[-1]).hexdigest()
    rng = random.Random(SEED)
    cases = [mutate(rng, lines) for _ in range(N)]
    feed = b"".join(str(len(t)).encode() + b"\n" + t for t, _ in cases)
    p = subprocess.run([VERIFY], input=feed, capture_output=True, check=True)
    answers = p.stdout.decode().split("\n")[:-1]
    assert len(answers) == N, (len(answers), N)
    missed = 0
    kinds = {}
    for i, ((_, want), answer) in enumerate(zip(cases, answers)):
        what, _, got = answer.partition(" ")
        kinds[want] = kinds.get(want, 0) + 1
        found = {"broken": what == "broken",
                 "suffix": what in ("suffix", "broken"),
                 # the head that was written down does not match any more
                 "head": what in ("broken", "torn") or got != head}[want]
        if not found:
            missed += 1
            print(f"mutant {i}: wanted {want}, got {answer}")
    print(f"{N} mutants, {missed} missed")


main()
