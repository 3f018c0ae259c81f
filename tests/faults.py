"""faults.py PROGRAM RC STDIN ARGUMENT... - fail every allocation and every
system call of a usual run, one at a time, and look at what comes of it.

Allowed: the very output of an undisturbed run with its status; or a status of
2 to 5, nothing on stdout (some of it where writing it failed), one line on stderr.
Never a crash, a hang, a temporary file, a file half-written.  Prints one line
a family: ok or not ok, a tab, a name, a tab, details.

FAULTS_FILE names files that the program replaces, FAULTS_MAY one that it may
write in other words where it fails.  FAULTS_GITHUB: the directory
of a server of tests/github.sh; status 0 means that the comment is there, once.
FAULTS_STORE=N: it adds a
record to the store "store", which has N (a copy of ../store each time): status
0 means that the record is there, any other that the store is whole, with or
without it, and the next run works and leaves nothing behind.  FAULTS_RUN: the
output is a run document, never the same twice: with status 0 it either has the
command's output or says what went wrong."""
import json
import os
import re
import shutil
import subprocess
import sys

BUILD = os.environ["BUILD"]
CALLS = {  # system call: errors to inject
    "read": ["EIO"], "write": ["EIO", "ENOSPC"], "close": ["EIO"], "openat": ["EMFILE"],
    "fsync": ["EIO"], "fdatasync": ["EIO"], "rename": ["EACCES"], "fchmod": ["EPERM"],
    "clone": ["EAGAIN"], "clone3": ["EAGAIN"], "vfork": ["EAGAIN"], "fork": ["EAGAIN"],
    "pipe2": ["EMFILE"], "mmap": ["ENOMEM"], "ftruncate": ["EIO"], "fcntl": ["EIO"], "link": ["EMLINK"], "unlink": ["EACCES"],
    "mkdir": ["ENOSPC"], "lseek": ["EIO"], "wait4": ["EINTR"], "dup2": ["EINTR"], "setsid": ["EPERM"],
    "execve": ["ENOMEM"]}
REPLACED = os.environ.get("FAULTS_FILE", "").split()
GITHUB = os.environ.get("FAULTS_GITHUB")
RECORDS = int(os.environ.get("FAULTS_STORE", "-1"))
RUN = "FAULTS_RUN" in os.environ
MOST = int(os.environ.get("FAULTS_MOST", "400"))


def run(argv, stdin, env=None):
    with open(stdin, "rb") as f:
        try:
            p = subprocess.run(argv, stdin=f, capture_output=True, timeout=60, check=False,
                               env=dict(os.environ, **(env or {})))
        except subprocess.TimeoutExpired:
            return None, b"", b""
    return p.returncode, p.stdout, p.stderr


def content(name):
    if not os.path.exists(name):
        return None
    with open(name, "rb") as f:
        return f.read()


def everything():
    return {os.path.join(d, f) for d, _, names in os.walk(".") for f in names if not d.startswith("./store")}


def github(state):
    """Merge state into the server's; all of it."""
    with open(GITHUB + "/in", "w", encoding="utf-8") as f:
        json.dump(state, f)
    with open(GITHUB + "/out", encoding="utf-8") as f:
        return json.load(f)


def comment_fault(out, good):
    """What is wrong with the comment after a status of 0, or None."""
    docs = [json.loads(x) for x in (out, good)]
    for d in docs:
        del d["_metadata"]["pr_comment"]  # whether it was created or found
    n = len(github({})["comments"].get("7", []))
    return f"status 0, yet {n} comments" if n != 1 else \
        None if docs[0] == docs[1] else "status 0 with another document"


def records():
    """How many records the store has; -1 when it does not verify."""
    p = subprocess.run([PROGRAM, "-q", "-s", "store", "--verify"], capture_output=True, check=False)
    return json.loads(p.stdout)["records"] if p.returncode == 0 else -1


def store_fault(rc):
    """What is wrong with the store after a run that ended so, or None."""
    n = records()
    if n not in (RECORDS, RECORDS + 1):
        return f"status {rc}: the store has {n} records, or is broken"
    if rc == 0 and n != RECORDS + 1:
        return "status 0, but the record is lost"
    again = run(ARGV, STDIN)
    if again[0] != 0 or records() != n + 1:
        return f"status {rc}; the next run: status {again[0]}, {again[2]!r}, {records()} records"
    left = [f for d, _, names in os.walk("store") for f in names if f.startswith(".") and f != ".lock"]
    with open("store/baseline.json", "rb") as f:
        newest = f.read()
    return f"left behind: {left}" if left else \
        None if newest == again[1] else "baseline.json is not the last run's"


def run_fault(rc, out):
    """What is wrong with a run document, or None."""
    try:
        doc = json.loads(out)
    except ValueError:
        return f"status {rc}, yet no document: {out[-100:]!r}"
    whole = doc["exit"] == 0 and doc["stdout"] == "measured\n"
    return None if rc == 0 and (whole or doc["errors"]) else \
        f"status {rc}: exit {doc['exit']}, {doc['stdout']!r}, yet no error"


def parses(out):
    try:
        json.loads(out)
    except ValueError:
        return False
    return True


def verdict(got, good, family, files):
    """None when all is well, else what is wrong."""
    rc, out, err = got
    if rc is None:
        return "hangs"
    if rc < 0 or rc == 99 or rc >= 126:
        return f"crash, status {rc}: {err[-300:]!r}"
    if everything() - files:
        return f"left behind: {everything() - files}"
    for name in REPLACED:
        if content(name) not in (None, OLD, NEW[name]):
            return f"{name} is half-written"
        if rc == 0 and content(name) != NEW[name]:
            return f"status 0, and {name} is not there"
    if GITHUB and rc == 0:
        return comment_fault(out, good[1])
    if RECORDS >= 0 and (why := store_fault(rc)):
        return why
    if RUN and rc in (0, 1):
        return run_fault(rc, out)
    if rc == 0 and RECORDS >= 0:
        return None
    if rc in (0, 1):
        return None if (rc, out) == (good[0], good[1]) else \
            f"status {rc} with another output ({len(out)} bytes, {err[-200:]!r})"
    if family == "malloc" and rc == 4 and not parses(out):
        out = b""  # memory ran out amid a long document: nobody can take what came for one
    # Memory may run out while a long document is written: its beginning, status 4.
    begun = family == "malloc" and rc == 4 and len(out) >= 4096
    if out and family != "write" and not begun and \
            not (family == "close" and (out == good[1] or parses(out) or RECORDS >= 0)):
        return f"status {rc}, yet {len(out)} bytes on stdout"
    if family not in ("write", "openat") and len(err.splitlines()) != 1:
        return f"status {rc}, {len(err.splitlines())} lines on stderr: {err[-300:]!r}"
    return None


def traced(argv, stdin):
    """How often each call is made: by the loader, and in all."""
    run(["strace", "-f", "-qq", "-e", "trace=" + ",".join("?" + c for c in CALLS),
         "-o", "../trace", *argv], stdin)
    with open("../trace", encoding="utf-8", errors="replace") as f:
        names = [(m.group(1), line) for line in f
                 if (m := re.match(r"^\d+\s+(\w+)\(", line))]
    last = max((i for i, (n, line) in enumerate(names) if n == "openat" and ".so" in line), default=-1)
    while last + 1 < len(names) and names[last + 1][0] in ("read", "mmap", "close"):
        last += 1
        if names[last][0] == "close" and not any(".so" in l for _, l in names[last:]):
            # relocations follow: the loader's anonymous mappings
            while last + 1 < len(names) and names[last + 1][0] == "mmap":
                last += 1
            break
    before = {c: sum(n == c for n, _ in names[:last + 1]) for c in CALLS}
    return before, {c: sum(n == c for n, _ in names) for c in CALLS}


def fresh():
    for name in REPLACED:
        if os.path.dirname(name):
            os.makedirs(os.path.dirname(name), exist_ok=True)
        with open(name, "wb") as f:
            f.write(OLD)
    if GITHUB:
        github({"comments": {}, "faults": []})
    if RECORDS >= 0:
        shutil.rmtree("store", ignore_errors=True)
        shutil.copytree("../store", "store")


def some(n, first):
    """first to n, not more than MOST."""
    return sorted({*range(first, min(n, first + MOST // 4) + 1), *range(first, n + 1, max(1, n // MOST))})


def family(name, runs, good, files):
    bad, n = [], 0
    for label, argv, env in runs:
        n += 1
        fresh()
        why = verdict(run(argv, STDIN, env), good, name, files)
        if why:
            bad.append(f"{label}: {why}")
    print(f"{'not ok' if bad else 'ok'}\t{name}: {n} failures\t{'; '.join(bad[:3])}")
    sys.stdout.flush()


PROGRAM, RC, STDIN, *ARGS = sys.argv[1:]
ARGV = [PROGRAM, *ARGS]
OLD = b"old\n"
fresh()
FILES = everything()
GOOD = run(ARGV, STDIN)
NEW = {name: content(name) for name in REPLACED}
FILES.update("./" + name for name in [*REPLACED, os.environ.get("FAULTS_MAY", "")])
if GOOD[0] != int(RC):
    print(f"not ok\tundisturbed\tstatus {GOOD[0]}: {GOOD[2]!r}")
    sys.exit(0)
if not os.environ.get("BENCHLINE_SANITIZED"):
    env = {"LD_PRELOAD": f"{BUILD}/tests/preload/malloc.so", "INJECT_PROGRAM": PROGRAM}
    fresh()
    run(ARGV, STDIN, dict(env, INJECT_COUNT="../count"))
    with open("../count", encoding="ascii") as f:
        total = int(f.read())
    family("malloc", [(f"malloc {n}", ARGV, dict(env, INJECT_MALLOC=str(n)))
                      for n in some(total, 1)], GOOD, FILES)
fresh()
BEFORE, ALL = traced(ARGV, STDIN)
for call, errors in CALLS.items():
    runs = [(f"{call} {n} {error}",
             ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e",
              f"inject={call}:error={error}:when={n}", *ARGV], None)
            for error in errors for n in some(ALL[call], BEFORE[call] + 1)]
    if runs:
        family(call, runs, GOOD, FILES)
