# serves: AC10
# Every allocation and every system call of a usual run fails once: nobody
# crashes, hangs, lies with a status 0 or leaves half a file.
. "${0%/*}/tap.sh"

if [ -n "${BENCHLINE_VALGRIND:-}${BENCHLINE_SANITIZED:-}" ]; then
	t_skip "faults" "such builds make system calls of their own, and leaks can't be looked for under strace"
	t_done
fi
printf '%s\n' 'Benchmarking a/display' 'a/display               time:   [1.0000 ms 1.1000 ms 1.2000 ms]' \
	'                        thrpt:  [700.00 MiB/s 800.00 MiB/s 900.00 MiB/s]' \
	'b/comp3                 time:   [1.0000 ms 1.1000 ms 1.2000 ms]' \
	'                        thrpt:  [700.00 MiB/s 800.00 MiB/s 900.00 MiB/s]' >console.txt
bench-exec -q -- true >run.json 2>/dev/null
criterion-parse console.txt >benchmarks.json
perf-json <benchmarks.json >perf.json
slo-check -q <perf.json >checked.json

faults() { # PROGRAM RC STDIN ARGUMENT…
	mkdir -p "$W/d" && (cd "$W/d" && python3 "$TOP/tests/faults.py" "$@") >"$W/families" 2>"$W/err" ||
		t_fail "$1: the driver itself" "$(cat "$W/err")"
	while IFS='	' read -r verdict name why; do
		if [ "$verdict" = ok ]; then
			t_pass "$1: $name"
		else
			t_fail "$1: $name" "$why"
		fi
	done <"$W/families"
	rm -rf "$W/d"
}
export FAULTS_MOST # of each kind
FAULTS_MOST=60
[ -n "${BENCHLINE_SLOW:-}" ] && FAULTS_MOST=100000
faults criterion-parse 0 ../console.txt
faults criterion-parse 0 ../run.json
faults perf-json 0 ../benchmarks.json
FAULTS_FILE=out.json faults perf-json 0 ../benchmarks.json -o out.json
faults slo-check 0 ../perf.json -q
faults slo-check 0 ../perf.json -q -b ../checked.json
faults pr-comment 0 ../checked.json --dry-run
FAULTS_FILE='r/report.json r/about.json' FAULTS_MAY=r/comment.md \
	faults pr-comment 0 ../checked.json -q --render r
faults audit-render 0 ../checked.json -t performance -f json
printf '%s\n' '{"command": ["sh", "-c", "echo measured"]}' >job.json
FAULTS_RUN=1 faults bench-exec 0 ../job.json -q
. "$TOP/tests/store.sh"
doc 4.22 571 >perf.json
history store 3
FAULTS_STORE=3 faults baseline-promote 0 ../perf.json -q -s store
faults slo-check 0 ../perf.json -q -H ../store/history.jsonl
baseline-promote -s store --log >ledger
faults audit-render 0 ../ledger -t audit -f html
FAULTS_FILE=audit.md faults audit-render 0 ../ledger -t audit -f md -o audit.md
mkdir -p tree/a/new
echo '{"mean":{"confidence_interval":{"confidence_level":0.95,"lower_bound":1,"upper_bound":2},"point_estimate":1.5,"standard_error":1},"median":{"point_estimate":1.5},"median_abs_dev":{"point_estimate":1},"slope":null,"std_dev":{"point_estimate":2}}' >tree/a/new/estimates.json
echo '{"sampling_mode":"Flat","iters":[1,1],"times":[1,2]}' >tree/a/new/sample.json
echo '{"group_id":"a","function_id":null,"value_str":null,"throughput":null,"full_id":"a","directory_name":"a","title":"a"}' >tree/a/new/benchmark.json
faults criterion-parse 0 /dev/null --criterion-home ../tree

# A comment on a pull request, with all its requests.
. "$TOP/tests/github.sh"
gh_start || exit 1
gh_reset
FAULTS_GITHUB=$W/gh faults pr-comment 0 ../perf.json --pr 7 --tries 2
gh_stop
t_done
