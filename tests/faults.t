# serves: AC10
# Every allocation and every system call of a usual run fails once: nobody
# crashes, hangs, lies with a status 0 or leaves half a file.
. "${0%/*}/tap.sh"
. "$TOP/tests/faults.sh"

printf '%s\n' 'Benchmarking a/display' 'a/display               time:   [1.0000 ms 1.1000 ms 1.2000 ms]' \
	'                        thrpt:  [700.00 MiB/s 800.00 MiB/s 900.00 MiB/s]' \
	'b/comp3                 time:   [1.0000 ms 1.1000 ms 1.2000 ms]' \
	'                        thrpt:  [700.00 MiB/s 800.00 MiB/s 900.00 MiB/s]' >console.txt
bench-exec -q -- true >run.json 2>/dev/null
criterion-parse console.txt >benchmarks.json
perf-json <benchmarks.json >perf.json
slo-check -q <perf.json >checked.json

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

# Longer than what is held back: nothing of it may be written before all can be.
"$TOP/tests/generate/criterion" --count 300 --seed 7 >console.txt
criterion-parse console.txt >benchmarks.json
perf-json <benchmarks.json >perf.json
slo-check -q --exit-zero <perf.json >checked.json
FAULTS_LIMIT=1
export FAULTS_LIMIT
faults criterion-parse 0 ../console.txt
faults perf-json 0 ../benchmarks.json
faults slo-check 0 ../perf.json -q --exit-zero
FAULTS_FILE='r/report.json r/about.json' FAULTS_MAY=r/comment.md \
	faults pr-comment 0 ../checked.json -q --exit-zero --render r
unset FAULTS_LIMIT

. "$TOP/tests/store.sh"
doc 4.22 571 >perf.json
history store 3
faults slo-check 0 ../perf.json -q -H ../store/history.jsonl
baseline-promote -s store --log >ledger
faults audit-render 0 ../ledger -t audit -f html
FAULTS_FILE=audit.md faults audit-render 0 ../ledger -t audit -f md -o audit.md
mkdir -p tree/a/new
echo '{"mean":{"confidence_interval":{"confidence_level":0.95,"lower_bound":1,"upper_bound":2},"point_estimate":1.5,"standard_error":1},"median":{"point_estimate":1.5},"median_abs_dev":{"point_estimate":1},"slope":null,"std_dev":{"point_estimate":2}}' >tree/a/new/estimates.json
echo '{"sampling_mode":"Flat","iters":[1,1],"times":[1,2]}' >tree/a/new/sample.json
echo '{"group_id":"a","function_id":null,"value_str":null,"throughput":null,"full_id":"a","directory_name":"a","title":"a"}' >tree/a/new/benchmark.json
faults criterion-parse 0 /dev/null --criterion-home ../tree
t_done
