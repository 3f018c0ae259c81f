# serves: AC10
# SIGINT, SIGTERM and SIGPIPE in every stage, at random moments of the whole
# pipeline: nothing is left running or lying about, and the store is whole.
. "${0%/*}/tap.sh"
. "$TOP/tests/store.sh"

if [ -n "${BENCHLINE_VALGRIND:-}" ]; then
	t_skip "signals at random moments" "too slow under valgrind"
	t_done
fi
cp -r "$TOP/config" .
cat >bench <<'X'
#!/bin/sh
sleep 0.0$(($$ % 5)) &
echo "slo_validation/display      time:   [1.0000 ms 1.1000 ms 1.2000 ms]"
echo "                        thrpt:  [700.00 MiB/s 800.00 MiB/s 900.00 MiB/s]"
echo "slo_validation/comp3        time:   [1.0000 ms 1.1000 ms 1.2000 ms]"
echo "                        thrpt:  [700.00 MiB/s 800.00 MiB/s 900.00 MiB/s]"
wait
X
chmod +x bench
RUNS=50
[ -n "${BENCHLINE_SLOW:-}" ] && RUNS=1000
python3 "$TOP/tests/signals.py" "$RUNS" store >faults 2>&1
grep '^#' faults
t_is "$RUNS runs of the pipeline, each with a signal" "$(grep -v '^#' faults)" ""
t_ok "signals reached their stages" test "$(grep -c 'signals {.' faults)" = 1

# A store behind git: its directory goes, and git with it, however it ends.
GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null TMPDIR=$W/tmp
export GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM TMPDIR
mkdir tmp
git init -q --bare remote.git
doc 4.22 571 >perf.json
PYTHONPATH=$TOP/tests python3 - "$RUNS" >faults 2>&1 <<'X'
import json, os, random, signal, subprocess, sys, time
import leftover
seed = int(os.environ.get("SIGNALS_SEED", time.time_ns() % 100000))
random.seed(seed)
MARK = f"BENCHLINE_SIGNALS=git{os.getpid()}"
env = dict(os.environ, **dict([MARK.split("=")]))
argv = ["baseline-promote", "-q", "--git", "remote.git"]

def left():
    return leftover.processes(MARK) + os.listdir("tmp")

start = time.monotonic()
with open("perf.json", "rb") as f:
    subprocess.run(argv, stdin=f, stdout=subprocess.DEVNULL, check=True)
usual = time.monotonic() - start
written, ended = 1, {}
for i in range(int(sys.argv[1])):
    sig = random.choice([signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
    with open("perf.json", "rb") as f:
        p = subprocess.Popen(argv, stdin=f, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env)
    time.sleep(random.random() * usual)
    p.send_signal(sig)
    p.communicate()
    written += p.returncode == 0
    ended[p.returncode] = ended.get(p.returncode, 0) + 1
    for _ in range(200):
        if not left():
            break
        time.sleep(.02)
    if left():
        print(f"run {i} (seed {seed}), {sig.name}: left behind: {left()}")
p = subprocess.run(argv + ["--verify"], capture_output=True, check=False)
there = json.loads(p.stdout)["records"] if p.returncode == 0 else -1
if there < written:
    print(f"seed {seed}: {written} records said to be written, {there} there: {p.stderr}")
if subprocess.run(["git", "-C", "remote.git", "fsck", "--strict"], capture_output=True, check=False).returncode:
    print(f"seed {seed}: the remote is not sound")
print(f"# seed {seed}: ended {ended}, {there} records")
X
grep '^#' faults
t_is "a store behind git: $RUNS runs, each with a signal" "$(grep -v '^#' faults)" ""
t_done
