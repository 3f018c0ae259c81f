"""signals.py RUNS STORE - run the whole pipeline so often; each time one stage
gets SIGINT, SIGTERM or SIGPIPE (or its reader goes away) at a random moment.
Afterwards: no process of it is left, no temporary file, and the store verifies
with every record that baseline-promote said it wrote.  One line a fault."""
import glob
import json
import os
import random
import signal
import subprocess
import sys
import time

import leftover

RUNS, STORE = int(sys.argv[1]), sys.argv[2]
SEED = int(os.environ.get("SIGNALS_SEED", time.time_ns() % 100000))
STAGES = [["bench-exec", "-q", "--grace", "0.2", "--", "./bench"], ["criterion-parse"], ["perf-json", "-o", "out/perf.json"],
          ["slo-check", "-q", "-b", STORE], ["baseline-promote", "-q", "-s", STORE, "--checks-passed",
                                             "--branch", "main", "--actor", "me"],
          ["pr-comment", "-q", "--render", "out/comment"]]
MARK = "BENCHLINE_SIGNALS=%d" % os.getpid()
random.seed(SEED)
faults, written, hit = [], 0, {}


def records():
    p = subprocess.run(["baseline-promote", "-q", "-s", STORE, "--verify"], capture_output=True, check=False)
    return json.loads(p.stdout)["records"] if p.returncode == 0 else -1


def start():
    env = dict(os.environ, **dict([MARK.split("=")]))
    running, before = [], subprocess.DEVNULL
    for i, argv in enumerate(STAGES):
        p = subprocess.Popen(argv, stdin=before, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env)
        if i:
            before.close()
        before = p.stdout
        running.append(p)
    return running


def once(n):
    global written
    running = start()
    at, sig = random.randrange(len(STAGES)), random.choice([signal.SIGINT, signal.SIGTERM, signal.SIGPIPE, None])
    time.sleep(random.random() ** 2 * .12)
    if sig is None:
        running[-1].stdout.close()  # nobody reads
    elif running[at].poll() is None:
        running[at].send_signal(sig)
        hit[STAGES[at][0]] = hit.get(STAGES[at][0], 0) + 1
    what = f"run {n} (seed {SEED}): {STAGES[at][0]} {sig}"
    for p in running:
        try:
            if p is running[-1] and not p.stdout.closed:
                p.stdout.read()
            p.wait(timeout=20)
        except subprocess.TimeoutExpired:
            faults.append(f"{what}: {p.args[0]} hangs")
            p.kill()
    if running[4].returncode in (0, 1):
        written += 1
    for _ in range(50):
        if not (orphans := leftover.processes(MARK)):
            break
        time.sleep(.02)
    for pid in orphans:
        faults.append(f"{what}: orphan {pid}")
        os.kill(pid, signal.SIGKILL)
    for p in running[1:]:
        if p.returncode < 0 and p.returncode not in (-signal.SIGINT, -signal.SIGTERM, -signal.SIGPIPE):
            faults.append(f"{what}: {p.args[0]} died of {-p.returncode}")


for number in range(RUNS):
    once(number)
got = records()
if got < written:
    faults.append(f"{got} records, {written} were said to be written")
# Whoever comes next finds and leaves a whole store.
pipe = start()
pipe[-1].stdout.read()
for q in pipe:
    q.wait()
if records() != got + 1:
    faults.append(f"the run after all that: {records()} records, not {got + 1}")
temporary = [os.path.join(d, f) for d, _, names in os.walk(".") for f in names
             if f.startswith(".") and f not in (".lock", ".lsan") and not (f.startswith(".benchline.") and "out" in d)]
stranded = glob.glob("out/**/.benchline.*", recursive=True)
if temporary:
    faults.append(f"left behind: {temporary}")
print(f"# seed {SEED}: {RUNS} runs, {written} records written, {got} there, signals {hit}, "
      f"{len(stranded)} temporary files of a killed writer", flush=True)
for line in faults + [f"stranded {f}" for f in stranded]:
    print(line)
