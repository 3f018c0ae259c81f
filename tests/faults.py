"""faults.py PROGRAM RC STDIN ARGUMENT... - fail every allocation and every
system call of a usual run, one at a time, and look at what comes of it.

Allowed: the very output of an undisturbed run with its status; or a status of
2 to 5, nothing on stdout (some of it where writing it failed), one line on stderr.
Never a crash, a hang, a temporary file, a file half-written or gone.  Prints one
line a family: ok or not ok, a tab, a name, a tab, details.

FAULTS_FILE names files that the program replaces, FAULTS_MAY one that it may
write in other words where it fails.  FAULTS_GITHUB: the directory of a server
of tests/github.sh; status 0 means that the comment is there, once.
FAULTS_STORE: a store that it works on, a copy of ../NAME each time; NAME.git is
a bare repository.  Status 0 means that all is done, any other that the store is
whole, with all its records; and then the next promotion works and leaves
nothing behind.  FAULTS_RUN: the output is a run document, never the same twice:
with status 0 it either has the command's output or says what went wrong.
FAULTS_LIMIT: then, less and less memory in earnest."""
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time

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
STORE = os.environ.get("FAULTS_STORE")
RUN = "FAULTS_RUN" in os.environ
MOST = int(os.environ.get("FAULTS_MOST", "400"))


def run(argv, stdin, env=None, limit=None):
    with open(stdin, "rb") as f, \
            subprocess.Popen(argv, stdin=f, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
                             env=dict(os.environ, **(env or {})), preexec_fn=limit) as p:
        try:
            out, err = p.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            os.killpg(p.pid, signal.SIGKILL)  # what strace runs, too
            return None, b"", b""
    return p.returncode, out, err


def content(name):
    if not os.path.exists(name):
        return None
    with open(name, "rb") as f:
        return f.read()


def everything():
    return {os.path.join(d, f) for d, _, names in os.walk(".") for f in names if not d.startswith(f"./{STORE}")}


def github(state):
    """Merge state into the server's; all of it."""
    with open(GITHUB + "/in", "w", encoding="utf-8") as f:
        json.dump(state, f)
    with open(GITHUB + "/out", encoding="utf-8") as f:
        return json.load(f)


def comment_fault(out, good):
    """What is wrong with the comment after a status of 0, or None."""
    try:
        docs = [json.loads(x) for x in (out, good)]
    except ValueError:
        return "status 0 and half a document"
    for d in docs:
        del d["_metadata"]["pr_comment"]  # whether it was created or found
    n = len(github({})["comments"].get("7", []))
    return f"status 0, yet {n} comments" if n != 1 else \
        None if docs[0] == docs[1] else "status 0 with another document"


def store(*args):
    """A promotion, or what the arguments say, of or to the store."""
    return run(["baseline-promote", "-q", "--git" if STORE.endswith(".git") else "-s", STORE, *args],
               "/dev/null" if args else "../perf.json")


def tree():
    """Every byte of the store."""
    names = sorted(os.path.join(d, f) for d, _, fs in os.walk(STORE) for f in fs if f != ".lock")
    return [(name, content(name)) for name in names]


def records():
    """The lines of the ledger, oldest first; None when it does not verify."""
    if store("--verify")[0] != 0:
        return None
    return store("--log")[1].splitlines()


def store_fault(rc):
    """What is wrong with the store after a run that ended so, or None."""
    if rc != 0 and tree() == BEFORE_TREE:
        return None
    now = records()
    if now is None:
        return f"status {rc}: the ledger does not verify"
    cut = BEFORE_RECORDS.index(now[0]) if now and now[0] in BEFORE_RECORDS else len(BEFORE_RECORDS)
    kept = BEFORE_RECORDS[cut:]
    if cut > CUT or now[:len(kept)] != kept:
        return f"status {rc}: records are lost"
    if rc == 0 and len(now) != AFTER:
        return f"status 0, and {len(now)} records instead of {AFTER}"
    again, newest = store(), None
    if again[0] != 0 or len(records() or ()) not in (AFTER + 1, len(BEFORE_RECORDS) + 1):
        return f"status {rc}; the next promotion: status {again[0]}, {again[2]!r}, {len(records() or ())} records"
    if STORE.endswith(".git"):
        newest = subprocess.run(["git", "-C", STORE, "show", "perf-history:baseline.json"],
                                capture_output=True, check=False).stdout
    else:
        newest = content(STORE + "/baseline.json")
    left = [name for name, _ in tree() if os.path.basename(name).startswith(".")]
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


def verdict(got, good, family):
    """None when all is well, else what is wrong."""
    rc, out, err = got
    if rc is None:
        return "hangs"
    if rc < 0 or rc == 99 or rc >= 126:
        return f"crash, status {rc}: {err[-300:]!r}"
    there = everything()
    for _ in range(100):  # what is still being removed is not left
        if not there - FILES - MAY:
            break
        time.sleep(.02)
        there = everything()
    for name in there - FILES - MAY:
        os.unlink(name)
        return f"left behind: {name}"
    if FILES - there - MAY:
        return f"gone: {FILES - there}"
    for name in REPLACED:
        if content(name) not in (None, OLD, NEW[name]):
            return f"{name} is half-written"
        if rc == 0 and content(name) != NEW[name]:
            return f"status 0, and {name} is not there"
    if GITHUB and rc == 0:
        return comment_fault(out, good[1])
    if STORE and (why := store_fault(rc)):
        return why
    if RUN and rc in (0, 1):
        return run_fault(rc, out)
    if rc in (0, 1):
        return None if (rc, out) == (good[0], good[1]) else \
            f"status {rc} with another output ({len(out)} bytes, {err[-200:]!r})"
    if rc not in (4, 5 if GITHUB or "--git" in ARGS else 4):
        return f"status {rc}, where the system failed: {err[-300:]!r}"
    # A whole ledger may be longer than memory: what can be read of it is written.
    if "--log" in ARGS and good[1].startswith(out):
        out = b""
    # What the last close of stdout fails for is written already.
    whole = out == good[1] or (GITHUB and out and comment_fault(out, good[1]) is None)
    if out and family != "write" and not (family == "close" and whole):
        return f"status {rc}, yet {len(out)} bytes on stdout"
    if family not in ("write", "openat") and len(err.splitlines()) != 1:
        return f"status {rc}, {len(err.splitlines())} lines on stderr: {err[-300:]!r}"
    return None


def traced(argv, stdin):
    """How often each call is made: by the loader, and in all."""
    run([*STRACE, "-e", "trace=" + ",".join("?" + c for c in CALLS), "-o", "../trace", *argv], stdin)
    with open("../trace", encoding="utf-8", errors="replace") as f:
        names = [(m.group(1), line) for line in f
                 if (m := re.match(r"^(?:\d+\s+)?(\w+)\(", line))]
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
    if STORE:
        shutil.rmtree(STORE, ignore_errors=True)
        shutil.copytree("../" + STORE, STORE)


def some(n, first):
    """first to n, not more than MOST."""
    return sorted({*range(first, min(n, first + MOST // 4) + 1), *range(first, n + 1, max(1, n // MOST))})


def family(name, runs):
    bad, n = [], 0
    for label, argv, env, *limit in runs:
        n += 1
        fresh()
        why = verdict(run(argv, STDIN, env, *limit), GOOD, name)
        if why:
            bad.append(f"{label}: {why}")
    if n:
        print(f"{'not ok' if bad else 'ok'}\t{name}: {n} failures\t{'; '.join(bad[:3])}", flush=True)


def memory(most):
    """To be called in the child: that many bytes of heap and no more."""
    return lambda: resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def enough():
    """The pages of memory with which a run is an undisturbed one."""
    low, high = 0, 1 << 14
    while high - low > 1:
        fresh()
        half = (low + high) // 2
        if run(ARGV, STDIN, None, memory(half << 12)) == GOOD:
            high = half
        else:
            low = half
    return high


PROGRAM, RC, STDIN, *ARGS = sys.argv[1:]
ARGV = [PROGRAM, *ARGS]
# git's own faults are git's business, and each child would be counted by itself.
STRACE = ["strace", "-qq"] if "--git" in ARGS else ["strace", "-qq", "-f"]
OLD = b"old\n"
MAY = {"./" + name for name in [*REPLACED, os.environ.get("FAULTS_MAY", "")]}
os.environ["TMPDIR"] = os.getcwd()
fresh()
FILES = everything()
if STORE:
    BEFORE_TREE, BEFORE_RECORDS = tree(), records()
GOOD = run(ARGV, STDIN)
if STORE:
    AFTER = len(records())
    CUT = max(0, len(BEFORE_RECORDS) + 1 - AFTER)  # by a pruning, which adds one
NEW = {name: content(name) for name in REPLACED}
if GOOD[0] != int(RC):
    print(f"not ok\tundisturbed\tstatus {GOOD[0]}: {GOOD[2]!r}")
    sys.exit(0)
INJECT = {"LD_PRELOAD": f"{BUILD}/tests/preload/malloc.so", "INJECT_PROGRAM": PROGRAM}
fresh()
run(ARGV, STDIN, dict(INJECT, INJECT_COUNT="../count"))
with open("../count", encoding="ascii") as count:
    TOTAL = int(count.read())
family("malloc", [(f"malloc {n}", ARGV, dict(INJECT, INJECT_MALLOC=str(n))) for n in some(TOTAL, 1)])
if "FAULTS_LIMIT" in os.environ:
    ENOUGH = enough()
    family("memory", [(f"{n} pages", ARGV, None, memory(n << 12)) for n in range(ENOUGH, ENOUGH - MOST, -1)])
fresh()
BEFORE, ALL = traced(ARGV, STDIN)
for call, errors in CALLS.items():
    family(call, [(f"{call} {n} {error}", [*STRACE, "-o", "/dev/null", "-e", f"trace={call}", "-e",
                                           f"inject={call}:error={error}:when={n}", *ARGV], None)
                  for error in errors for n in some(ALL[call], BEFORE[call] + 1)])
