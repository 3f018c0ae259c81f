#!/bin/sh
# serves: AC2, AC3, AC8, AC10
# perf-json: metrics, units, reducers, facts of the run, --check, -o, bad input.
. "${0%/*}/tap.sh"
mkdir config
cp "$TOP/config/thresholds.ini" config

# bench ID NS BYTES: one benchmark; in: a document of these
bench() {
	jq -nc --arg id "$1" --argjson t "$2" --argjson n "$3" '{id: $id, source: "tree",
		time_ns: {statistic: "slope", estimate: $t, low: ($t * 0.5), high: ($t * 2)},
		mean_ns: ($t * 2), median_ns: ($t * 4),
		throughput: (if $n == 0 then [] else [{kind: "bytes", per_iteration: $n, per_second:
			{estimate: ($n * 1e9 / $t), low: ($n * 1e9 / ($t * 2)), high: ($n * 1e9 / ($t * 0.5))}}] end),
		samples: {count: 100, cv: 0.02, location_ns: $t, location_se: 0.001}}'
}
doc() { # benchmarks on stdin, one a line
	jq -s '{schema: "benchline/benchmarks/1", run: null, benchmarks: ., warnings: [], errors: []}'
}
{
	bench a/display_one 1000 4096
	bench a/display_two 1000 8192
	bench b/COMP3_x 1000 2048
	bench c/parse 1500000 0
} >all
doc <all >in.json

t_run perf-json <in.json
t_exp "a perf.json" 0 '*' ''
t_jq "exactly this top level, in this order" \
	'keys_unsorted == ["schema_version","display_gibs","comp3_mibs","warnings","errors","_metadata"] and .schema_version == "1.0"'
t_jq "the largest, rounded to 2 and 1 decimals" '.display_gibs == 7.63 and .comp3_mibs == 1953.1'
t_jq "its exact value and where it came from" '._metadata.metrics.display_gibs | .value == (8192e6 / 1073741824)
	and .unit == "GiB/s" and .source == "a/display_two" and .statistic == "slope" and .samples == 100
	and .cv == 0.02 and .location_se == 0.001 and .label == "DISPLAY"'
t_jq "low and high, from time's high and low" '._metadata.metrics.display_gibs | .low * 2 == .value and .high == .value * 2'
t_jq "every candidate, and the slowest" '._metadata.metrics.display_gibs |
	.candidates == [{id: "a/display_one", value: (4096e6 / 1073741824)}, {id: "a/display_two", value: (8192e6 / 1073741824)}]
	and .slowest.id == "a/display_one"'
t_jq "a time in its unit, no headline" '._metadata.metrics.parse_time_ms | .value == 1.5 and .unit == "ms"'
t_jq "no error" '.errors == [] and .warnings == []'
t_jq "benchmarks, trimmed" '._metadata.benchmarks | length == 4 and all(keys == ["id","samples","throughput","time_ns"])'
t_jq "what only a run knows is null" '._metadata | .timestamp == null and .git_commit == null and .environment.cpu_model == null'
t_ok "2 and 1 decimals, as written" grep -q '^  "comp3_mibs": 1953.1,$' out
cp out perf.json
t_run perf-json <in.json
t_ok "the same input, the same bytes" cmp out perf.json
t_run perf-json --check <perf.json
t_ok "--check passes it on as it is" cmp out perf.json

# Configuration: patterns, reducers, statistics.
ini() { # LINES of [metrics]
	printf '[metrics]\n' >config/thresholds.ini
	printf '%s\n' "$@" >>config/thresholds.ini
}
value() { # NAME FILTER: of the metric m_mibs
	t_run perf-json <in.json
	t_jq "$1" "._metadata.metrics.m_mibs | $2"
}
ini 'm_mibs = *display*, !*two'
value "!pattern excludes" '.candidates | map(.id) == ["a/display_one"]'
ini 'x_mibs = *one' 'm_mibs = *display*'
value "the first metric that matches takes it" '.candidates | map(.id) == ["a/display_two"]'
ini 'm_mibs = *DISPLAY*'
value "case does not matter" '.candidates | length == 2'
for r in max:7812.5 min:3906.25 median:5859.375 mean:5859.375; do
	ini 'm_mibs = *display*' "m_mibs.reduce = ${r%:*}"
	value "reduce = ${r%:*}" ".value == ${r#*:}"
done
ini 'm_mibs = *display*' 'm_mibs.reduce = geomean'
value "reduce = geomean" '(.value - 5524.2717 | fabs) < 0.001 and .source == null and .low == null'
ini 'm_mibs = *display*' 'm_mibs.statistic = mean'
value "statistic = mean" '.value == 3906.25 and .statistic == "mean" and .low == null'
ini 'm_mibs = *display*' 'm_mibs.statistic = median'
value "statistic = median" '.value == 1953.125 and .statistic == "median"'
ini 'm_mibs = *display*' 'm_mibs.decimals = 3'
t_run perf-json <in.json
t_jq "decimals = 3" '.m_mibs == 7812.5 and (has("display_gibs") | not)'
ini 'm_ns = *parse*' 'e_elems = *elem*'
bench x/elem 1000 10 | jq -c '.throughput += [{kind: "elements", per_iteration: 5,
	per_second: {estimate: 5000000, low: null, high: null}}]' | cat - all | doc >two.json
t_run perf-json <two.json
t_jq "elements beside bytes; ns" '.e_elems == 5000000 and .m_ns == 1500000'
bench x/bits 1000 8 | jq -c '.throughput[0].kind = "bits"' | doc >bits.json
ini 'b_mbs = *bits*'
t_run perf-json <bits.json
t_jq "bits are bytes / 8" '._metadata.metrics.b_mbs.value == 1 and .b_mbs == 1.0'
cp "$TOP/config/thresholds.ini" config

# What does not fit is an error in the document, never a silent 0.
error() { # NAME ERROR…: the errors of in2.json
	t_run perf-json <in2.json
	t_exp "$1" 0 '*' ''
	t_jq "$1: said" ".errors == [$2]"
}
grep -v COMP3 all | doc >in2.json
error "a metric that nothing matches" '"CBKB002: COMP-3: no benchmark matches '"'*comp3*'; there are 'a/display_one', 'a/display_two', 'c/parse'"'"'
t_jq "is 0.0 and has no entry" '.comp3_mibs == 0 and (._metadata.metrics | has("comp3_mibs") | not)'
bench a/display_t 5 0 | cat - all | doc >in2.json
error "a benchmark without the unit" '"CBKB002: DISPLAY: benchmark '"'a/display_t'"' has no throughput in bytes"'
cat all all | doc >in2.json
t_run perf-json <in2.json
t_jq "two benchmarks of one id" '.errors | length == 4 and .[0] == "CBKB002: a/display_one: two benchmarks have this id"'
jq '.benchmarks[3].time_ns.estimate = -1' in.json >in2.json
error "a negative number" '"CBKB002: c/parse: a negative number"'
jq '.benchmarks[3].time_ns.estimate = null' in.json >in2.json
error "a time that is not finite" '"CBKB002: c/parse: a time that is not finite"'
jq '.benchmarks[3].time_ns.estimate = 0' in.json >in2.json
error "a time of 0" '"CBKB002: Parse: benchmark '"'c/parse'"' has a time of 0, which is no measurement"'
jq '.benchmarks[0].throughput[0].per_second.estimate = null' in.json >in2.json
error "a rate that is null" '"CBKB002: DISPLAY: benchmark '"'a/display_one'"' has no throughput of this statistic"'
jq '.benchmarks = []' in.json >in2.json
t_run perf-json <in2.json
t_jq "no benchmark at all" '.errors[0] == "CBKB002: no benchmark gave a result" and (.errors | length) == 3'
printf '{"schema":"benchline/benchmarks/1","run":null,"benchmarks":[{"id":"a","time_ns":{"estimate":1e999}}]}' >in2.json
t_run perf-json <in2.json
t_exp "a number out of range is no JSON number" 3 '' '~^perf-json: CBKB003: .*standard input'

# --raw-fallback.
{
	bench fast 1000 8000000
	bench middle 1000 4000
	bench slow 1000 400
} | doc >raw.json
t_run perf-json <raw.json
t_jq "nothing is guessed" '.display_gibs == 0 and (.errors | length) == 2'
t_run perf-json --raw-fallback <raw.json
t_jq "--raw-fallback: the fastest GiB/s and MiB/s figures" \
	'.display_gibs == 7450.58 and .comp3_mibs == 381.5 and .errors == []'
t_jq "each with a warning" '.warnings | length == 2 and .[0] == "CBKB002: DISPLAY: taken from benchmark '"'fast'"', the fastest GiB/s figure, as no benchmark matches (--raw-fallback)"'
t_run perf-json --raw-fallback <in.json
t_ok "unused where benchmarks match" cmp out perf.json

# The run's facts.
jq '.run = {schema: "benchline/run/1", command: ["cargo", "bench"], started_at: "2026-03-04T06:06:07+01:00",
	wall_seconds: 12.5, exit: 0, timed_out: false, config: {timeout_seconds: 1800}, resources: {max_rss_bytes: 1000},
	environment: {platform: "linux", kernel: "6.1", arch: "x86_64", cpu_model: "A", cpu_cores: 4,
		memory_bytes: 16750372454, optimization_level: "release", governor: null, virtualization: null,
		fingerprint: "00000000000000aa", rust_version: "1.90.0", load_before: 1},
	git: {commit: "c0ffee", branch: "main", dirty: false}, warnings: ["from the run"], errors: []}
	| .warnings = ["from the parser", "from the run"]' in.json >run.json
t_run perf-json <run.json
t_jq "facts" '._metadata | .timestamp == "2026-03-04T05:06:07Z" and .git_commit == "c0ffee" and .git_branch == "main"
	and .git_dirty == false and .rust_version == "1.90.0"'
t_jq "environment" '._metadata.environment == {platform: "linux", kernel: "6.1", arch: "x86_64", cpu_model: "A",
	cpu_cores: 4, memory_gb: 15.6, optimization_level: "release", governor: null, virtualization: null,
	fingerprint: "00000000000000aa"}'
t_jq "execution context" '._metadata.execution_context == {command: ["cargo", "bench"], execution_time_seconds: 12.5,
	config: {timeout_seconds: 1800}, resources: {max_rss_bytes: 1000}, safety_margins: null}'
jq '.run.build = {seconds: 4.5, exit: 0, max_rss_bytes: 1}' run.json >built.json
t_run perf-json <built.json
t_jq "of the time, the build's" '._metadata.execution_context | .execution_time_seconds == 12.5 and .build_seconds == 4.5'
jq '.run.environment.meanwhile.disturbances = ["heat"]' run.json >hot.json
t_run perf-json <hot.json
t_jq "disturbances, where there were any" '._metadata.execution_context.disturbances == ["heat"]'
t_run perf-json <run.json
t_jq "messages of the stages before, each once" '.warnings == ["from the parser", "from the run"]'
failed() { # NAME FILTER-ON-RUN FIRST-ERROR
	jq ".run |= ($2)" run.json >in2.json
	t_run perf-json <in2.json
	t_exp "$1" 0 '*' ''
	t_jq "$1: said" ".errors[0] == \"$3\""
}
failed "a timeout" '.timed_out = true | .signal = "SIGKILL"' 'CBKB001: benchmark execution timeout after 1800 seconds'
t_jq "how it ended is kept" '._metadata.execution_context | .timed_out and .signal == "SIGKILL"'
failed "a failed command" '.exit = 101' 'CBKB002: the benchmark command failed with status 101'
failed "a signal" '.exit = null | .signal = "SIGSEGV"' 'CBKB002: the benchmark command died of SIGSEGV'
failed "already said" '.exit = 101 | .errors = ["CBKB002: it panicked"]' 'CBKB002: it panicked'
t_jq "is not said again" '.errors | length == 1'
jq '.errors = [range(60) | "CBKB002: error \(.)"] | .warnings = ["", "x" * 600]' in.json >in2.json
t_run perf-json <in2.json
t_jq "at most 50 of 1 to 500 characters" '(.errors | length == 50 and .[49] == "CBKB002: … and 11 more errors")
	and (.warnings | length == 1 and (.[0] | length) == 500)'
t_run sh -c 'perf-json <in2.json | perf-json --check'
t_is "which is a valid perf.json" "$rc" 0

# Hostile names stay what they are, and are told harmlessly.
python3 - <<'EOF'
import json
names = ["display ::error::x\n::set-output name=a::b", "display <script>", "\x1b[31mdisplay", "display" + "x" * 1000000]
json.dump({"schema": "benchline/benchmarks/1", "run": None, "errors": [], "warnings": [], "benchmarks": [
    {"id": n, "time_ns": {"estimate": 5, "statistic": "slope"}, "throughput": []} for n in names]}, open("hostile.json", "w"))
EOF
t_run perf-json <hostile.json
t_exp "hostile names" 0 '*' ''
t_jq "ids as they are, messages of one line" '([._metadata.benchmarks[].id | length] | max) == 1000007
	and (.errors | all(length <= 500 and (test("[\u0000-\u001f]") | not)))'

# --check: every fault, with its pointer.
check() { printf '%s' "$1" | perf-json --check >out 2>err; rc=$?; }
check '{"display_gibs": 4.22, "comp3_mibs": 571.0, "warnings": [], "errors": []}'
t_exp "--check: the four-key form" 0 '*' ''
check '{"timestamp": 1, "display_gibs": 4.22, "comp3_mibs": 571.0, "warnings": [], "errors": [], "status": {}}'
t_exp "--check: with further keys" 0 '*' ''
check '{"display_gibs": "x", "comp3_mibs": -1, "warnings": [""], "errors": [1], "_metadata": {"benchmarks": [{"id": 1}]}}'
t_exp "--check: every fault" 3 '' "perf-json: CBKB003: expected a number at '/display_gibs', got a string (standard input)
perf-json: CBKB003: expected a number of at least 0.0 at '/comp3_mibs', got -1.0 (standard input)
perf-json: CBKB003: expected at least 1 characters at '/warnings/0', got 0 (standard input)
perf-json: CBKB003: expected a string at '/errors/0', got a number (standard input)
perf-json: CBKB003: expected an object at '/_metadata/benchmarks/0/time_ns', got nothing (standard input)
perf-json: CBKB003: expected a string at '/_metadata/benchmarks/0/id', got a number (standard input)"
check '{"display_gibs": 1, "warnings": []}'
t_exp "--check: what is missing" 3 '' "perf-json: CBKB003: expected an array at '/errors', got nothing (standard input)
perf-json: CBKB003: expected a number at '/comp3_mibs', got nothing (standard input)"
ini 'my_ms = *'
check '{"my_ms": 3, "warnings": [], "errors": []}'
t_exp "--check: another project's metrics" 0 '*' ''
check '{"display_gibs": 4.22, "comp3_mibs": 571.0, "warnings": [], "errors": []}'
t_exp "--check: and only those" 3 '' "perf-json: CBKB003: expected a number at '/my_ms', got nothing (standard input)"
cp "$TOP/config/thresholds.ini" config

# -o
umask 027
t_run perf-json -o deep/er/perf.json <in.json
t_exp "-o writes stdout too" 0 '*' ''
t_ok "the same bytes" cmp out deep/er/perf.json
t_is "mode from umask" "$(stat -c %a deep/er/perf.json)" 640
umask 022
t_is "no temporary file is left" "$(ls -A deep/er)" perf.json
echo old >kept
t_run perf-json -o kept <bits.json
t_is "replaced" "$(head -c 1 kept)" "{"
echo old >kept
t_run perf-json -o kept </dev/null
t_exp "bad input" 3 '' '*'
t_is "leaves the old file" "$(cat kept)" old
t_run perf-json -o in.json/x <in.json
t_exp "not a directory" 4 '' "~^perf-json: .*in.json"
t_run sh -c 'perf-json -o kept <in.json >/dev/full'
t_exp "/dev/full" 4 '' '~^perf-json: can.t write standard output'

# Usage.
t_run perf-json --help
t_exp "--help" 0 '~^usage: perf-json .*--raw-fallback' ''
t_run perf-json -V
t_exp "-V" 0 '~^perf-json \(benchline\) [0-9.]+' ''
t_run perf-json --nonsense
t_exp "unknown option" 2 '' "~^perf-json: unrecognized option '--nonsense' usage: perf-json"
t_run perf-json operand
t_exp "operand" 2 '' "~^perf-json: unexpected operand 'operand' usage"
t_run perf-json -v <in.json
t_exp "-v" 0 '*' "~^perf-json: configuration: config/thresholds.ini perf-json: display_gibs: 7\.62939 GiB/s, from 'a/display_two', of 2 perf-json: display_gibs: fed by 'a/display_one', 3\.8147 GiB/s "
t_run perf-json --show-config
t_exp "--show-config" 0 '~\[metrics\]' ''
t_run sh -c 'printf "[metrics]\nx_ms = \n" >config/thresholds.ini; perf-json <in.json'
t_exp "broken configuration" 2 '' '~^perf-json: .*thresholds.ini'
cp "$TOP/config/thresholds.ini" config

# Bad input.
t_run perf-json </dev/null
t_exp "empty stdin" 3 '' 'perf-json: CBKB003: standard input is empty (did the program before this one fail?)'
head -c 300 in.json >bad
t_run perf-json <bad
t_exp "truncated" 3 '' '~^perf-json: CBKB003: JSON ends too early, line [0-9]+ column [0-9]+ \(standard input\)'
printf '{"schema": "benchline/run/1"}' >bad
t_run perf-json <bad
t_exp "another document" 3 '' "perf-json: CBKB003: expected \"benchline/benchmarks/1\" at '/schema', got \"benchline/run/1\" (standard input)"
jq '.benchmarks = 1' in.json >bad
t_run perf-json <bad
t_exp "wrong type" 3 '' "perf-json: CBKB003: expected an array at '/benchmarks', got a number (standard input)"
jq '.benchmarks[1].id = 5' in.json >bad
t_run perf-json <bad
t_exp "wrong type in a benchmark" 3 '' "perf-json: CBKB003: expected a string at '/benchmarks/1/id', got a number (standard input)"
printf '{"schema": "x", "schema": "y"}' >bad
t_run perf-json <bad
t_exp "duplicate key" 3 '' '~^perf-json: CBKB003: duplicate object key'
jq '.run.command = [1]' run.json >bad
t_run perf-json <bad
t_exp "a fact of the wrong type" 3 '' "~^perf-json: CBKB003: expected a string at '/_metadata/execution_context/command/0', got a number"
t_run sh -c 'perf-json <in.json >&-'
t_exp "closed stdout" 4 '' '~can.t write standard output'
t_run sh -c 'perf-json <&-'
t_exp "closed stdin" 3 '' '~standard input is empty'
t_run sh -c '{ perf-json <hostile.json; echo $? >rc; } 2>/dev/null | :; cat rc'
t_exp "closed pipe" 0 '~^(141|4|0) *$' ''

# Size: 10,000 benchmarks.
python3 - <<'EOF'
import json
json.dump({"schema": "benchline/benchmarks/1", "run": None, "errors": [], "warnings": [], "benchmarks": [
    {"id": "group_%d/display/%05d" % (i % 100, i), "source": "tree", "mean_ns": 1000.5, "median_ns": 999.25,
     "time_ns": {"statistic": "slope", "estimate": 1000.125 + i, "low": 990.5, "high": 1010.5},
     "throughput": [{"kind": "bytes", "per_iteration": 4096, "per_second": {"estimate": 4.096e9, "low": 4e9, "high": 4.2e9}}],
     "samples": {"count": 100, "cv": 0.0123, "location_ns": 1000.0625, "location_se": 0.00123}} for i in range(10000)]},
    open("big.json", "w"), indent=2)
EOF
peak() { # COMMAND…: KiB of resident memory, in $W/rss
	python3 -c 'import os, resource, subprocess, sys
rc = subprocess.run(sys.argv[1:], stdin=open("big.json"), stdout=open("big.out", "w"), stderr=subprocess.DEVNULL).returncode
open("rss", "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)); sys.exit(rc)' "$@"
}
t_ok "10,000 benchmarks" peak perf-json -c config
if [ -n "${BENCHLINE_SANITIZED:-}${BENCHLINE_VALGRIND:-}" ]; then
	t_skip "within 64 MiB" "not under a sanitizer"
else
	t_ok "within 64 MiB ($(cat rss) KiB)" test "$(cat rss)" -le 65536
	mv big.out big.json
	t_ok "slo-check, too, against themselves" peak slo-check -q --exit-zero -c config -b big.json
	t_ok "within 64 MiB ($(cat rss) KiB)" test "$(cat rss)" -le 65536
fi
t_done
