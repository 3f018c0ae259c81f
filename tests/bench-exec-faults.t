# serves: AC10
# One system call of a run fails at a time; then signals at any moment.  Nobody
# crashes, hangs, lies with a status 0, or leaves a process behind.
. "${0%/*}/tap.sh"

cp -r "$TOP/config" config
if strace -qq -o /dev/null true 2>/dev/null && [ -z "${BENCHLINE_VALGRIND:-}${BENCHLINE_SANITIZED:-}" ]; then
	for family in start files reads writes; do
		python3 "$TOP/tests/exec_faults.py" $family >"$W/out" 2>&1
		t_is "faults: $family" "$(sed '$d' "$W/out")" ""
		t_ok "faults: $family, $(tail -n 1 "$W/out") runs" test "$(tail -n 1 "$W/out")" -gt 4
	done
else
	t_skip "faults" "no strace, or too slow here"
fi

python3 - >"$W/out" 2>&1 <<'X'
import json, os, random, signal, subprocess, time
random.seed(int(os.environ.get("SEED", "1")))
whole = early = 0
slow = 40 if os.environ.get("BENCHLINE_VALGRIND") else 1  # to start, and to end

def states():
    """Who is there and what for, for a run that does not end."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as f:
                if b"BENCHLINE_MARK=" not in f.read():
                    continue
            with open(f"/proc/{pid}/stat") as f, open(f"/proc/{pid}/wchan") as g:
                yield f"{' '.join(f.read().split()[:5])} {g.read()}"
        except OSError:
            pass
for i in range(60):
    sig = random.choice([signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    env = dict(os.environ, BENCHLINE_MARK=f"{os.getpid()}.{i}")
    p = subprocess.Popen(["bench-exec", "-q", "--grace", "0.2", "--", "sh", "-c",
                          "setsid sleep 30 & sh -c 'trap \"\" TERM; echo in; sleep 30' & echo out; wait"],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)
    time.sleep(random.random() * random.choice([0.01, 0.05, 0.3]) * slow)
    p.send_signal(sig)
    try:
        out, err = p.communicate(timeout=20 * slow)
    except subprocess.TimeoutExpired:
        print(f"run {i}: still there {20 * slow} s after {sig.name}: {list(states())}")
        p.kill()
        continue
    if p.returncode != -sig:
        print(f"run {i}: status {p.returncode} after {sig.name}: {err!r}")
    if out:
        whole += 1
        doc = json.loads(out)
        if doc["interrupted_by"] != sig.name or not doc["errors"]:
            print(f"run {i}: {doc['interrupted_by']}, {doc['errors']}")
    else:
        early += 1
    mark = env["BENCHLINE_MARK"].encode()
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as f:
                if b"BENCHLINE_MARK=" + mark in f.read().split(b"\0"):
                    print(f"run {i}: process {pid} is left")
        except OSError:
            pass
print(f"{whole} documents, {early} before anything had started")
X
t_is "signals at any moment" "$(sed '$d' "$W/out")" ""
t_ok "signals: $(tail -n 1 "$W/out")" grep -q '^[1-9][0-9]* documents' "$W/out"
t_done
