#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ledgers that are hard to show, for tests of audit-render.

    audit_ledger.py SCENE > ledger.jsonl

Scenes: one, three, nopromotions, red, many, long, scripts, hostile, year,
backwards, ahead, ahead-long, notime, units, kinds, bare,
step, drift, days, nasty.  Same scene, same bytes.
"""
import hashlib
import json
import random
import sys

START = 1767225600  # 2026-01-01
DAY = 86400
rnd = random.Random(7)


def utc(t):
    import time
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(t))


NASTY = "</td></style><script>alert(1)</script>|`**[x](http://e)@e \"'\n::error::"


def nasty(v, depth=0):
    """Every string of a record's data made hostile, the keys of maps too."""
    if isinstance(v, str):
        return v if v in ("opened", "closed", "error", "GiB/s") else NASTY + v
    if isinstance(v, list):
        return [nasty(x) for x in v]
    if isinstance(v, dict):
        return {NASTY + k if depth in ("benchmarks", "metrics") else k:
                nasty(x, k) for k, x in v.items()}
    return v


class Ledger:
    spoil = False

    def __init__(self):
        self.prev, self.seq = "0" * 64, 0

    def put(self, kind, t, data, actor="ada", commit=None, pr=None, when=None):
        self.seq += 1
        if Ledger.spoil:
            data, actor, commit = nasty(data), nasty(actor), nasty(commit)
        line = json.dumps({
            "actor": actor, "data": data, "prev": self.prev, "seq": self.seq,
            "subject": {"branch": "main" if commit else None, "commit": commit,
                        "pr": pr},
            "time": when if when is not None else utc(t), "type": kind,
            "v": 1}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        self.prev = hashlib.sha256(line.encode()).hexdigest()
        sys.stdout.write(line + "\n")


def commit():
    return "%040x" % rnd.getrandbits(160)


def metric(value, label="DISPLAY", unit="GiB/s", floor=0.07450580596923828,
           target=4.0, smaller=False):
    return {"cv": 0.01, "factor": floor / value if smaller else value / floor,
            "floor": floor, "high": value * 1.004, "label": label,
            "location_se": 0.001, "low": value * 0.996, "source": "bench",
            "statistic": "slope", "target": target, "unit": unit,
            "value": value}


def change(id, label, was, now, unit, verdict):
    c = now / was - 1
    return {"baseline": was, "change": c, "current": now, "dof": 20,
            "gate": "fail", "high": c + .02, "id": id, "kind": "metric",
            "label": label, "low": c - .02, "runs": 20, "statistic": "slope",
            "unit": unit, "verdict": verdict, "why": None}


def run(metrics, benches, verdict="PASS", violations=(), incidents=(),
        author="ada", approver="grace", machine="3f9c2a7be01d4486", changes=(),
        errors=(), cpu="AMD EPYC 7763 64-Core Processor", t=START, **more):
    data = {
        "approver": approver, "author": author,
        "benchmarks": {b: {"location_ns": v} for b, v in benches.items()},
        "changes": list(changes),
        "checks": {"slo": {"evidence": verdict, "met": verdict != "FAIL"}},
        "environment": {"arch": "x86_64", "cpu_cores": 4, "cpu_model": cpu,
                        "fingerprint": machine, "optimization_level": "release",
                        "platform": "linux"},
        "errors": list(errors), "incidents": list(incidents),
        "metrics": metrics,
        "previous": {"commit": "a" * 40, "seq": 1, "timestamp": utc(t)},
        "reason": None, "run_id": "1.1", "slo": {
            "compliance_level": "FullyCompliant", "status": verdict,
            "violations": list(violations)},
        "timestamp": utc(t), "verdict": verdict, "warnings": []}
    data.update(more)
    return data


def noisy(v, s=.01):
    return v * (1 + s * rnd.gauss(0, 1))


def names(scene, n):
    if scene == "long":
        return [("%05d/decode_display_heavy/" % i + "a_long_parameter/" * 6 +
                 "x" * 90)[:200] for i in range(n)]
    if scene == "scripts":
        base = ["解码_显示_重负载/压缩十进制", "تحليل/حقل_عشري/سريع",
                "פענוח/תצוגה", "デコード・ベンチマーク", "한국어/벤치마크",
                "Ünïcødé/ßtraße", "🚀/emoji👩‍🚀", "हिन्दी/परीक्षण",
                "mixed עברית and english/10", "e\u0301combining/\u0338"]
        return (base * (n // len(base) + 1))[:n]
    if scene == "hostile":
        base = ["</style><script>alert(1)</script>", "\"onload='x'",
                "a|b|c `code` **bold** [x](http://evil)", "@everyone #1",
                "::error::forged", "line\nbreak", "\u202eright to left\u202c",
                "\u0007bell\u001b[31mred", "<!-- benchline: x -->",
                "{{title}} %s %n", "a" * 3000, "&amp;&lt;", " ", "]]>",
                "\ufffe\uffff"]
        return base[:n]
    return ["group_%d/case/%d" % (i % 7, i) for i in range(n)]


def steady(scene, n, days, benches, promote=True, red=False):
    led = Ledger()
    ids = names(scene, benches)
    ids = list(dict.fromkeys(ids))
    base = {b: 10 ** (2 + 6 * rnd.random()) for b in ids}
    label = ids[0] if scene in ("long", "scripts", "hostile") else "DISPLAY"
    other = ids[1] if scene in ("long", "scripts", "hostile") else "COMP-3"
    who = ids[2] if scene in ("long", "scripts", "hostile") else "ada"
    for i in range(n):
        t = START + int((i + .5) * days * DAY / n)
        v, w = noisy(4.2), noisy(566)
        if red:
            v, w = noisy(.06), noisy(20)
        metrics = {"display_gibs": metric(v, label),
                   "comp3_mibs": metric(w, other, "MiB/s", 38.14697265625, 500)}
        violations = []
        incidents = []
        if red:
            violations = [
                {"deficit": 80 - v * 1073.74, "kind": "floor", "limit": 80,
                 "metric": "display_gibs", "severity": "error", "unit": "MB/s",
                 "value": v * 1073.741824},
                {"deficit": 20, "kind": "memory", "limit": 256, "metric": None,
                 "severity": "error", "unit": "MiB", "value": 276},
                {"deficit": .02, "kind": "variance", "limit": .05,
                 "metric": "comp3_mibs", "severity": "warning", "unit": None,
                 "value": .07}]
            incidents = [{"change": -.4, "event": "opened",
                          "first_commit": commit(), "first_seq": led.seq + 1,
                          "high": -.38, "last_good_commit": commit(),
                          "low": -.42, "metric": "display_gibs",
                          "outcome": "open", "runs_to_detection": 1}]
        kind = "promote" if promote and not red else "refuse"
        led.put(kind, t, run(
            metrics, {b: noisy(base[b]) for b in ids},
            "FAIL" if red else "PASS", violations, incidents, author=who,
            approver=None if red else "grace", t=t,
            changes=[change("display_gibs", label, v * 1.1 if red else v, v,
                            "GiB/s", "regression" if red else "ok")],
            errors=["CBKB005: %s throughput below floor" % label] if red
            else []), who, commit(), i + 1)
    return led


def validate(led, t, metrics, **more):
    led.put("validate", t, run(metrics, {}, t=t, **more), "release-bot",
            commit())


def main(scene):
    if scene == "one":
        steady(scene, 1, 1, 1)
    elif scene == "three":
        steady(scene, 3, 1, 2)
    elif scene == "nopromotions":
        steady(scene, 40, 30, 6, promote=False)
    elif scene == "red":
        led = steady(scene, 40, 30, 6, red=True)
        validate(led, START + 30 * DAY, {"display_gibs": metric(.05)},
                 verdict="FAIL", machine="other", cpu="Weak CPU")
    elif scene == "many":
        steady(scene, 30, 60, 200)
    elif scene in ("long", "scripts", "hostile"):
        steady(scene, 30, 60, 15)
    elif scene == "year":
        steady(scene, 400, 400, 8)
    elif scene == "backwards":
        led = Ledger()
        for i in range(20):
            t = START + (20 - i) * DAY
            led.put("promote", t, run({"display_gibs": metric(noisy(4.2))},
                                      {"a/b": noisy(100)}, t=t), "ada",
                    commit())
    elif scene in ("ahead", "ahead-long"):
        led = Ledger()
        for i in range(20 if scene == "ahead" else 1100):
            t = START + (i if i != 9 else 27000) * DAY
            led.put("promote", t, run({"display_gibs": metric(noisy(4.2))},
                                      {"a/b": noisy(100)}, t=t), "ada",
                    commit())
    elif scene == "notime":
        led = Ledger()
        for i in range(5):
            led.put("promote", 0, run({"display_gibs": metric(noisy(4.2))},
                                      {"a/b": noisy(100)}), "ada", commit(),
                    when="yesterday")
    elif scene == "units":
        led = Ledger()
        for i in range(40):
            t = START + i * DAY
            led.put("promote", t, run({
                "parse_time_ms": metric(noisy(120 + i), "Parse", "ms", 250,
                                        None, True),
                "rows_elems": metric(noisy(2.5e6), "Rows", "elem/s", 1e6, None),
                "odd": metric(noisy(3), "", "furlongs", 1, None)},
                {"a/b": noisy(1e9), "c": noisy(3), "d": noisy(5e4)}, t=t),
                "ada", commit())
    elif scene in ("kinds", "nasty"):
        Ledger.spoil = scene == "nasty"
        led = steady(scene, 60, 50, 4)
        t = START + 51 * DAY
        inc = {"change": -.08, "first_commit": "b" * 40, "first_seq": 61,
               "high": -.06, "last_good_commit": "a" * 40, "low": -.1,
               "metric": "display_gibs", "runs_to_detection": 1}
        m = {"display_gibs": metric(3.8),
             "comp3_mibs": metric(560, "COMP-3", "MiB/s", 38.14697265625, 500)}
        led.put("refuse", t, run(m, {"group_0/case/0": 120}, "FAIL", [
            {"deficit": None, "kind": "regression", "limit": .05,
             "metric": "display_gibs", "severity": "error", "unit": None,
             "value": .08}, {"deficit": .2, "kind": "target", "limit": 4,
                             "metric": "display_gibs", "severity": "note",
                             "unit": "GiB/s", "value": 3.8}],
            [dict(inc, event="opened", outcome="open")], t=t,
            changes=[change("display_gibs", "DISPLAY", 4.2, 3.8, "GiB/s",
                            "regression")]), "ada", commit())
        led.put("override", t + DAY, run(
            m, {"group_0/case/0": 120}, "WARN", [],
            [dict(inc, event="closed", outcome="accepted")], t=t + DAY,
            reason="accepted in the review", author="ada", approver="ada"),
            "grace", commit())
        led.put("import", t + DAY, run(m, {}, t=t + DAY), "ada", commit())
        led.put("recover", t + 2 * DAY, {"bytes": 1377, "sha256": "c" * 64})
        led.put("checkpoint", t + 2 * DAY, {
            "first_time": utc(START), "head": led.prev, "last_time": utc(t),
            "origin": "copybook-rs", "prev_checkpoint": None, "root": "d" * 64,
            "size": led.seq})
        led.put("prune", t + 2 * DAY, {
            "checkpoint_seq": led.seq, "count": 12, "first_time": utc(START),
            "last_time": utc(t), "policy": "36 months", "root": "d" * 64})
        validate(led, t + 2 * DAY, m)
        led.put("novel", t + 3 * DAY, {"what": "a type of the future"})
    elif scene in ("step", "drift"):
        # A step of -10 % at run 51; a fall of 1 % in 3 days, floor at 4.0.
        led = Ledger()
        for i in range(90):
            t = START + i * DAY
            v = noisy(4.2 if i < 50 else 3.78, .004)
            if scene == "drift":
                v = noisy(5.0 * (1 - i / 300), .004)
            led.put("promote", t, run(
                {"display_gibs": metric(v, floor=3.0)},
                {"a/b": 1000 * 4.2 / v, "steady": noisy(70)}, t=t), "ada",
                commit())
    elif scene == "days":
        led = Ledger()
        for i in range(1500):
            t = START + i * DAY // 10
            led.put("promote", t, run({"display_gibs": metric(noisy(4.2))},
                                      {"a/b": round(noisy(1000, .1), 3)}, t=t),
                    "ada", commit())
    elif scene == "bare":
        led = Ledger()
        led.put("run", START, {})
        led.put("promote", START + DAY, {"metrics": {"x": {"value": 1}}})
        led.put("checkpoint", START + DAY, {})
    else:
        sys.exit("audit_ledger.py: unknown scene")


main(sys.argv[1] if len(sys.argv) > 1 else "")
