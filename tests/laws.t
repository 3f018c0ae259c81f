# serves: AC2, AC3, AC6, AC8, AC10
# The eight laws of the design, each by its name.
. "${0%/*}/tap.sh"
CASE=$DATA/criterion/0.3.6-regressed

# A recorded run, replayed: console text through a real child, the tree beside it.
mkdir work && cd work || exit 1
mkdir -p target && tar -xzf "$CASE/tree.tar.gz" && find target -type f -exec touch {} +
bench-exec -q -- sh -c "cat $CASE/stdout.txt; cat $CASE/stderr.txt >&2" >run.json
criterion-parse <run.json >benchmarks.json
perf-json <benchmarks.json >perf.json
slo-check -q <perf.json >checked.json

echo "# 1. A number is traceable"
t_run cat checked.json
t_jq "each metric's value is that of the benchmark it names" '
	._metadata as $m | [$m.metrics[] | . as $x
	| ($m.benchmarks[] | select(.id == $x.source)) as $b
	| $b.throughput[0].per_second.estimate / ({"GiB/s": 1073741824, "MiB/s": 1048576}[$x.unit]) == $x.value
	and $x.statistic == $b.time_ns.statistic and $x.samples == $b.samples.count
	and $x.low <= $x.value and $x.value <= $x.high] | length >= 2 and all'
t_jq "every candidate of a best-of is listed" '[._metadata.metrics[] | (.candidates | length) >= 1
	and ([.candidates[].value] | max) == .value] | all'
t_jq "the top level is the exact value, rounded" '
	.display_gibs == (._metadata.metrics.display_gibs.value * 100 | round / 100) and
	.comp3_mibs == (._metadata.metrics.comp3_mibs.value * 10 | round / 10)'

echo "# 2. The gate can't be fooled into green"
never_pass() { # NAME: the last document is no plain PASS
	t_jq "$1: no plain PASS" '._metadata.slo.status != "PASS"'
}
for p in criterion-parse perf-json slo-check pr-comment baseline-promote audit-render; do
	case $p in
	pr-comment) set -- --dry-run ;;
	baseline-promote) set -- -s "$W/no" ;;
	audit-render) set -- -t performance ;;
	*) set -- ;;
	esac
	t_run "$p" "$@" </dev/null
	t_exp "$p: empty input" 3 '' "~^$p: .*empty"
done
jq '.benchmarks |= map(select(.id | test("comp3") | not))' benchmarks.json >missing.json
t_run sh -c 'perf-json < missing.json | slo-check -q'
never_pass "a metric's benchmarks are gone"
t_is "its status" "$rc" 1
jq 'del(._metadata.benchmarks[0])' perf.json >fewer.json
t_run slo-check -q -b perf.json <fewer.json
never_pass "a benchmark of the baseline is gone"
t_run slo-check -q -b nowhere <perf.json
never_pass "the baseline that was asked for is missing"
jq '._metadata.environment.cpu_model = "another" | ._metadata.environment.fingerprint = "0000000000000000"' \
	perf.json >elsewhere.json
t_run slo-check -q -b elsewhere.json <perf.json
never_pass "the baseline is another machine's"
t_jq "and why is said" '._metadata.regression.compared == false and (._metadata.regression.reason | test("CPU model"))'
jq '.benchmarks[].throughput[].kind = "elements"' benchmarks.json >units.json
t_run sh -c 'perf-json < units.json | slo-check -q'
never_pass "a unit does not fit"
bench-exec -q -- sh -c "head -n 12 $CASE/stdout.txt; kill -9 \$\$" >cut.json
t_run sh -c 'criterion-parse < cut.json | perf-json | slo-check -q'
never_pass "a run was cut off"
echo '{"schema":"benchline/benchmarks/1","run":null,"benchmarks":[],"warnings":[],"errors":[]}' >none.json
t_run sh -c 'perf-json < none.json | slo-check -q'
never_pass "no benchmark at all"

echo "# 3. The verdict can't get lost in a pipe"
jq '.display_gibs = 0.01 | del(._metadata)' perf.json >slow.json
t_run sh -c 'slo-check -q < slow.json | pr-comment --dry-run'
t_is "pr-comment exits 1, without pipefail" "$rc" 1
t_run sh -c 'slo-check -q < slow.json | pr-comment --dry-run | cat'
t_jq "its body says FAIL" '.body | test("\\[FAIL\\]")'
t_run sh -c 'slo-check -q < slow.json | baseline-promote -q --branch main -s store'
t_is "baseline-promote exits 1" "$rc" 1
t_run sh -c 'slo-check -q < slow.json | audit-render -t performance -f json'
t_is "audit-render exits 1" "$rc" 1
t_run sh -c 'slo-check -q --exit-zero < slow.json | slo-check -q --exit-zero'
t_is "--exit-zero" "$rc" 0

echo "# 4. A failed run is data; a broken input is an error"
bench-exec -q -t 1 --grace 1 -- sh -c 'echo working; sleep 30' >timeout.json
t_run sh -c 'criterion-parse < timeout.json | perf-json | slo-check -q | pr-comment --dry-run'
t_is "a timeout goes through all stages: 1" "$rc" 1
t_jq "the comment is FAIL and says why" '.body | test("\\[FAIL\\]") and test("CBKB001")'
printf '{"benchmarks": [' >torn.json
for p in criterion-parse perf-json slo-check; do
	t_run "$p" <torn.json
	t_exp "$p: truncated JSON" 3 '' "~^$p: CBKB003: JSON ends too early, line 1 column 17 \(standard input\) $"
done

echo "# 5. Everything is computed before the first byte is written"
for stage in "criterion-parse < run.json" "perf-json < benchmarks.json" "slo-check -q < perf.json" \
	"pr-comment --dry-run < checked.json" "audit-render -t performance -f json < checked.json" \
	"baseline-promote -n -q --branch main -s store < checked.json"; do
	t_run sh -c "$stage > /dev/full"
	t_exp "/dev/full: ${stage%% *}" 4 '' "~^${stage%% *}: can't write standard output: No space left on device $"
	t_run sh -c "$stage >&-"
	t_is "stdout closed: ${stage%% *}" "$rc" 4
done
t_run sh -c 'bench-exec -q -- true > /dev/full'
t_is "/dev/full: bench-exec" "$rc" 4

echo "# 6. A stage changes only its own section"
jq '.extra = {z: 1, a: [true, null, "x"]} | ._metadata.theirs = 7 | .warnings += ["mine"]' perf.json >more.json
t_run slo-check -q -b perf.json <more.json
t_jq "unknown keys pass through" '.extra == {z: 1, a: [true, null, "x"]} and ._metadata.theirs == 7
	and (.warnings | index("mine") != null)'
cp "$W/out" once.json
t_run slo-check -q -b perf.json <once.json
t_ok "run twice, it changes nothing" cmp once.json "$W/out"

echo "# 7. Same input, same bytes out"
for stage in "criterion-parse < run.json" "perf-json < benchmarks.json" "slo-check -q < perf.json" \
	"pr-comment --dry-run < checked.json" "audit-render -t performance -f html < checked.json"; do
	sh -c "$stage" >one 2>/dev/null
	LC_ALL=tr_TR.UTF-8 TERM=xterm sh -c "$stage" >two 2>/dev/null
	t_ok "twice: ${stage%% *}" cmp one two
done

echo "# 8. No secret leaves"
CANARY=ghp_canary0123456789abcdefghijklmnopqrst
export CANARY
mkdir -p "$W/home/someone/project" && cd "$W/home/someone/project" || exit 1
cat >leaky <<'X'
#!/bin/sh
echo "token $CANARY and $MY_SECRET in $PWD and $HOME/x by $(id -un)x"
cat "$CASE/stdout.txt"
X
chmod +x leaky
mkdir -p target && tar -xzf "$CASE/tree.tar.gz" && find target -type f -exec touch {} +
# A host name that is nowhere else, where we may set one.
host=canary-host-name
named() { unshare -u sh -c "echo $host >/proc/sys/kernel/hostname && exec \"\$@\"" - "$@"; }
if ! named true 2>/dev/null; then
	host=$(uname -n)
	named() { "$@"; }
fi
export CASE
named env HOME="$W/home/someone" MY_SECRET=hunter2hunter2 GITHUB_TOKEN="$CANARY" \
	bench-exec -q -- ./leaky >run.json
criterion-parse <run.json | perf-json | slo-check -q >checked.json 2>err
GITHUB_TOKEN=$CANARY MY_SECRET=hunter2hunter2 pr-comment --dry-run <checked.json >comment.json 2>>err
GITHUB_TOKEN=$CANARY baseline-promote -q --branch main -s store <checked.json >promoted.json 2>>err
audit-render -t performance -f html <checked.json >page.html 2>>err
baseline-promote -s store --log 2>>err | audit-render -t audit -f html >audit.html 2>>err
for word in "$CANARY" hunter2hunter2 "$W/home" "$host"; do
	t_is "'$word' is in no output" "$(find . -name target -prune -o -type f ! -name leaky -exec grep -lF -e "$word" {} +)" ""
done
cd "$W" || exit 1
t_done
