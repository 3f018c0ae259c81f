"""exec_faults.py FAMILY - fail one system call of a bench-exec run at a time.

bench-exec differs from the filters: its document is new in every run, and a
helper (git) that fails is a fact that is not known.  Allowed: status 0 with a
whole document that tells what the child printed and how it ended, or that it
was cut; or status 4 (2: a configuration that can't be read) with nothing on
stdout and one line on stderr.  Never a crash, a hang, or a process left
behind.  Prints what is wrong; the last line is the number of runs."""
import json
import os
import subprocess
import sys

CALLS = {
    "start": [("clone", "EAGAIN"), ("clone3", "EAGAIN"), ("vfork", "EAGAIN"), ("pipe2", "EMFILE"),
              ("signalfd4", "EMFILE"), ("prctl", "EINVAL"), ("rt_sigprocmask", "EINVAL")],
    "files": [("openat", "EMFILE"), ("newfstatat", "EIO"), ("getdents64", "EIO"), ("fcntl", "EINVAL")],
    "reads": [("read", "EIO"), ("read", "EINTR"), ("poll", "EINTR"), ("wait4", "EINTR"), ("pread64", "EIO")],
    "writes": [("write", "EIO"), ("write", "ENOSPC"), ("write", "EPIPE"), ("mmap", "ENOMEM")],
}
MARK = "BENCHLINE_EXEC_FAULTS"


def left_behind():
    found = []
    for pid in os.listdir("/proc"):
        if pid.isdigit() and int(pid) != os.getpid():
            try:
                with open(f"/proc/{pid}/environ", "rb") as f:
                    env = f.read().split(b"\0")
                with open(f"/proc/{pid}/stat", "rb") as f:
                    state = f.read().rsplit(b")", 1)[1].split()[0]
            except OSError:
                continue
            if f"{MARK}={os.getpid()}".encode() in env and state != b"Z":
                found.append(pid)
    return found


def verdict(p, out, err):
    if p is None:
        return "hangs"
    if p in (0,):
        try:
            doc = json.loads(out)
        except ValueError:
            return f"status 0 and no document: {out[-200:]!r}"
        whole = doc["stdout"] == "out\n" and doc["stderr"] == "err\n" or \
            any("can't read" in e for e in doc["errors"])
        if doc["exit"] != 3 and not doc["signal"]:
            return f"status 0, but exit {doc['exit']}"
        return None if whole else f"status 0, yet the output is {doc['stdout']!r} {doc['stderr']!r}"
    if p in (2, 4):
        if out and b"can't write" not in err:
            return f"status {p}, yet {len(out)} bytes on stdout"
        return None if len(err.splitlines()) <= 1 else f"status {p}: {err[-300:]!r}"
    return f"status {p}: {err[-300:]!r}"


def calls(call):
    """The numbers of its first and last call after the loader's: diag_start opens /dev/null."""
    subprocess.run(["strace", "-qq", "-o", "trace", "-e", f"trace={call},openat", "bench-exec", "-q", "--",
                    "sh", "-c", "echo out; echo err >&2; exit 3"],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    first, n = None, 0
    with open("trace", encoding="utf-8", errors="replace") as f:
        for line in f:
            if first is None and '"/dev/null"' in line:
                first = n + 1
            n += line.startswith(call + "(")
    return first or 1, n


def main():
    runs = 0
    env = dict(os.environ, **{MARK: str(os.getpid())})
    for call, error in CALLS[sys.argv[1]]:
        first, n = calls(call)
        # Every one of a few, every so many of a lot.
        for at in range(first, n + 1, max(1, (n - first) // 40)):
            argv = ["strace", "-qq", "-o", "/dev/null", "-e", f"trace={call}",
                    "-e", f"inject={call}:error={error}:when={at}", "bench-exec", "-q", "--grace", "1",
                    "-t", "10", "--", "sh", "-c", "echo out; echo err >&2; exit 3"]
            try:
                p = subprocess.run(argv, capture_output=True, timeout=30, check=False, env=env,
                                   stdin=subprocess.DEVNULL)
                bad = verdict(p.returncode, p.stdout, p.stderr)
            except subprocess.TimeoutExpired:
                bad = "hangs"
            left = left_behind()
            if left:
                bad = f"{bad or ''} left behind: {left}"
            if bad:
                print(f"{call} {error} {at} of {n}: {bad}")
            runs += 1
    print(runs)


main()
