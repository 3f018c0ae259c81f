# serves: AC10
# A secret put in every place where one may be is found nowhere: not in an
# output, a message, a file, a command line, the ledger or a report.
. "${0%/*}/tap.sh"
. "$TOP/tests/github.sh"

SECRET=ghs_CANARYcanaryCANARYcanaryCANARYcanary
found() { grep -rlF -e "$1" "$W/seen" 2>/dev/null | sed "s,$W/,," | tr '\n' ' '; }
mkdir seen seen/repository
gh_start || exit 1
TOKENS="\"tokens\":{\"$SECRET\":{\"login\":\"github-actions[bot]\",\"write\":true,\"app\":true}}"
gh_reset "{\"comments\":{\"7\":[]},$TOKENS}"
GITHUB_TOKEN=$SECRET MY_API_KEY=plain-CANARY-key-value DB_PASSWORD=CANARY-password
export GITHUB_TOKEN MY_API_KEY DB_PASSWORD

# What runs while the pipeline does, and what can be read of it.
cat >bench <<'X'
#!/bin/sh
echo "the token is $GITHUB_TOKEN, the key $MY_API_KEY, the password $DB_PASSWORD"
echo "fetching https://x:$GITHUB_TOKEN@example.org/" >&2
echo "slo_validation/display      time:   [1.0000 ms 1.1000 ms 1.2000 ms]"
echo "                        thrpt:  [700.00 MiB/s 800.00 MiB/s 900.00 MiB/s]"
echo "slo_validation/comp3        time:   [1.0000 ms 1.1000 ms 1.2000 ms]"
echo "                        thrpt:  [700.00 MiB/s 800.00 MiB/s 900.00 MiB/s]"
sleep 0.3
X
chmod +x bench
git init -q -b main work
git -C work remote add origin "https://x:$SECRET@example.org/a/b.git"
git -C work -c user.name=n -c user.email=e@x commit -q --allow-empty -m one
cd work || exit 1
printf '{"command": ["../bench"], "env": {"JOB_TOKEN": "%s", "OTHER_SECRET": "job-CANARY-secret"}}' "$SECRET" >../job.json
python3 - "$W/seen/cmdlines" <<'X' &
import glob, sys, time
end = time.time() + 60
with open(sys.argv[1], "wb") as out:
    while time.time() < end:
        for path in glob.glob("/proc/[0-9]*/cmdline"):
            try:
                with open(path, "rb") as f:
                    line = f.read().replace(b"\0", b" ")
                if any(p in line for p in (b"bench-exec", b"criterion-parse", b"perf-json", b"slo-check",
                                           b"pr-comment", b"baseline-promote", b"audit-render", b"git ")):
                    out.write(line + b"\n")
            except OSError:
                pass
        out.flush()
        time.sleep(0.005)
X
watcher=$!
trap 'kill "$watcher" 2>/dev/null; gh_stop 2>/dev/null; t_end' EXIT
S=$W/seen
GITHUB_STEP_SUMMARY=$S/summary GITHUB_OUTPUT=$S/output GITHUB_ACTIONS=true
export GITHUB_STEP_SUMMARY GITHUB_OUTPUT GITHUB_ACTIONS
bench-exec -v <"$W/job.json" >"$S/run.json" 2>"$S/run.err"
t_is "bench-exec" "$?" 0
criterion-parse -v <"$S/run.json" >"$S/benchmarks.json" 2>"$S/parse.err"
perf-json -v <"$S/benchmarks.json" >"$S/perf.json" 2>"$S/perf.err"
slo-check -v <"$S/perf.json" >"$S/checked.json" 2>"$S/slo.err"
t_is "slo-check" "$?" 0
pr-comment -v --pr 7 <"$S/checked.json" >"$S/commented.json" 2>"$S/comment.err"
t_is "pr-comment" "$?" 0
gh_state "del(.tokens)" >"$S/github.json"
baseline-promote -v -s "$S/store" --branch main --checks-passed --actor me <"$S/checked.json" >"$S/promoted.json" 2>"$S/promote.err"
t_is "baseline-promote" "$?" 0
baseline-promote -v --git origin <"$S/checked.json" >"$S/git.json" 2>"$S/git.err"
t_ok "a remote that can't be reached says so" test -s "$S/git.err"
baseline-promote -s "$S/store" --log | audit-render -v -t audit -f html >"$S/audit.html" 2>"$S/audit.err"
t_is "audit-render" "$?" 0
# Failures speak, too.
GITHUB_API_URL="https://x:$SECRET@127.0.0.1:1" pr-comment --pr 7 <"$S/checked.json" >"$S/bad-url.out" 2>"$S/bad-url.err"
GITHUB_REPOSITORY="no/$SECRET/repo" pr-comment --pr 7 <"$S/checked.json" >"$S/bad-repo.out" 2>/dev/null
gh_reset "{\"comments\":{\"7\":[]},\"faults\":[{\"method\":\"GET\",\"do\":{\"status\":403,\"message\":\"no $SECRET here\"}}]}"
pr-comment --pr 7 <"$S/checked.json" >"$S/refused.out" 2>"$S/refused.err"
t_ok "GitHub echoes the token: refused" grep -q 403 "$S/refused.err"
kill "$watcher"
t_ok "command lines were seen" grep -q baseline-promote "$S/cmdlines"
for canary in "$SECRET" plain-CANARY-key-value CANARY-password job-CANARY-secret; do
	t_is "'$canary' is nowhere" "$(found "$canary")" ''
done
t_ok "the masks are there" grep -q 'the token is \*' "$S/run.json"
t_done
