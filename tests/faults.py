"""faults.py PROGRAM RC STDIN ARGUMENT... - fail every allocation and every
system call of a usual run, one at a time, and look at what comes of it.

Allowed: the very output of an undisturbed run with its status; or a status of
2 to 5, nothing on stdout (some of it where writing it failed), one line on stderr.
Never a crash, a hang, a temporary file, a file half-written.  Prints one line
a family: ok or not ok, a tab, a name, a tab, details."""
import os
import re
import subprocess
import sys

BUILD = os.environ["BUILD"]
CALLS = {  # system call: errors to inject
    "read": ["EIO"], "write": ["EIO", "ENOSPC"], "close": ["EIO"], "openat": ["EMFILE"],
    "fsync": ["EIO"], "fdatasync": ["EIO"], "rename": ["EACCES"], "fchmod": ["EPERM"],
    "clone": ["EAGAIN"], "clone3": ["EAGAIN"], "vfork": ["EAGAIN"], "fork": ["EAGAIN"],
    "pipe2": ["EMFILE"], "mmap": ["ENOMEM"], "ftruncate": ["EIO"], "fcntl": ["EIO"]}
STORED = os.environ.get("FAULTS_FILE")  # a file the program replaces


def run(argv, stdin, env=None):
    with open(stdin, "rb") as f:
        try:
            p = subprocess.run(argv, stdin=f, capture_output=True, timeout=60, check=False,
                               env=dict(os.environ, **(env or {})))
        except subprocess.TimeoutExpired:
            return None, b"", b""
    return p.returncode, p.stdout, p.stderr


def stored():
    if not STORED or not os.path.exists(STORED):
        return None
    with open(STORED, "rb") as f:
        return f.read()


def verdict(got, good, family, files):
    """None when all is well, else what is wrong."""
    rc, out, err = got
    if rc is None:
        return "hangs"
    if rc < 0 or rc == 99 or rc >= 126:
        return f"crash, status {rc}: {err[-300:]!r}"
    if set(os.listdir(".")) - files:
        return f"left behind: {set(os.listdir('.')) - files}"
    if STORED and stored() not in (None, OLD, NEW):
        return f"{STORED} is half-written"
    if rc in (0, 1):
        return None if (rc, out) == (good[0], good[1]) else \
            f"status {rc} with another output ({len(out)} bytes, {err[-200:]!r})"
    if out and family != "write" and not (family == "close" and out == good[1]):
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


def family(name, runs, good, files):
    bad, n = [], 0
    for label, argv, env in runs:
        n += 1
        if STORED and OLD is not None:
            with open(STORED, "wb") as f:
                f.write(OLD)
        why = verdict(run(argv, STDIN, env), good, name, files)
        if why:
            bad.append(f"{label}: {why}")
    print(f"{'not ok' if bad else 'ok'}\t{name}: {n} failures\t{'; '.join(bad[:3])}")
    sys.stdout.flush()


PROGRAM, RC, STDIN, *ARGS = sys.argv[1:]
ARGV = [PROGRAM, *ARGS]
OLD = b"old\n" if STORED else None
NEW = None
FILES = set(os.listdir("."))
GOOD = run(ARGV, STDIN)
NEW = stored()
if STORED:
    FILES.add(STORED)
if GOOD[0] != int(RC):
    print(f"not ok\tundisturbed\tstatus {GOOD[0]}: {GOOD[2]!r}")
    sys.exit(0)
if not os.environ.get("BENCHLINE_SANITIZED"):
    env = {"LD_PRELOAD": f"{BUILD}/tests/preload/malloc.so", "INJECT_PROGRAM": PROGRAM}
    # The sandbox would forbid the library to write its count.
    run([*ARGV, "--no-sandbox"], STDIN, dict(env, INJECT_COUNT="../count"))
    with open("../count", encoding="ascii") as f:
        total = int(f.read())
    step = max(1, total // int(os.environ.get("FAULTS_MOST", "400")))
    family("malloc", [(f"malloc {n}", ARGV, dict(env, INJECT_MALLOC=str(n)))
                      for n in list(range(1, min(total, 100))) + list(range(100, total + 1, step))], GOOD, FILES)
BEFORE, ALL = traced(ARGV, STDIN)
for call, errors in CALLS.items():
    runs = [(f"{call} {n} {error}",
             ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e",
              f"inject={call}:error={error}:when={n}", *ARGV], None)
            for error in errors for n in range(BEFORE[call] + 1, ALL[call] + 1)]
    if runs:
        family(call, runs, GOOD, FILES)
