#!/bin/sh
# serves: AC1, AC3, AC10
# criterion-parse: every recording, random results of every version, and what
# goes wrong.  BENCHLINE_SEED draws other random results.
. "${0%/*}/tap.sh"
CASES=$DATA/criterion
USAGE='usage: criterion-parse [-hVv] [--criterion-home DIR] [--no-sandbox] [FILE]'
PAD='                        '
EMPTY='(did the program before this one fail?)'
LIGHT=${BENCHLINE_SANITIZED:-}${BENCHLINE_VALGRIND:-}

reads() { # "ok NAME" and "not ok NAME: why" lines as tests
	while read -r word rest; do
		case $word in
		ok) t_pass "$rest" ;;
		*) t_fail "${rest#ok }" ;;
		esac
	done
}
text() { # a result: ID TIMES [ID TIMES]…
	while [ $# -gt 0 ]; do
		if [ ${#1} -gt 23 ]; then printf '%s\n%stime:   [%s]\n' "$1" "$PAD" "$2"
		else printf '%-24stime:   [%s]\n' "$1" "$2"; fi
		shift 2
	done
}
started() { # what Criterion says before it
	printf 'Benchmarking %s\nBenchmarking %s: Warming up for 3.0000 s\n' "$1" "$1"
	printf 'Benchmarking %s: Collecting 100 samples in estimated 5.0 s (10k iterations)\n' "$1"
	printf 'Benchmarking %s: Analyzing\n' "$1"
}
T='9.9000 ms 10.000 ms 10.100 ms'
run_document() { # OUT ERR [JQ]: files' text as a run document
	jq -n --rawfile o "$1" --rawfile e "$2" '{schema: "benchline/run/1", command: ["cargo", "bench"],
		started_at: "2000-01-01T00:00:00Z", exit: 0, timed_out: false, build: null,
		stdout: $o, stderr: $e, warnings: [], errors: []} | '"${3:-.}"
}
saved() { # DIR ID MEAN [MORE]: a benchmark of the tree
	mkdir -p "$1/new"
	printf '{"mean":{"confidence_interval":{"confidence_level":0.95,"lower_bound":%s,"upper_bound":%s},"point_estimate":%s,"standard_error":1.0},"median":{"point_estimate":%s},"median_abs_dev":{"point_estimate":1.0},"slope":null,"std_dev":{"point_estimate":2.0}}' \
		"$3" "$3" "$3" "$3" >"$1/new/estimates.json"
	printf '{"sampling_mode":"Flat","iters":[1.0,1.0],"times":[%s,%s]}' "$3" "$3" >"$1/new/sample.json"
	printf '{"group_id":"%s","function_id":null,"value_str":null,"throughput":null,"full_id":"%s","directory_name":"%s","title":"%s"}' \
		"$2" "$2" "$1" "${4:-$2}" >"$1/new/benchmark.json"
}

echo "# Options"
for o in -h --help; do
	t_run criterion-parse $o
	t_exp "$o" 0 "~^$(printf '%s' "$USAGE" | sed 's/[][]/\\&/g') Turn .*--criterion-home DIR" ''
done
for o in -V --version; do
	t_run criterion-parse $o
	t_exp "$o" 0 '~^criterion-parse \(benchline\) [0-9]+\.[0-9]+\.[0-9]+ $' ''
done
t_run criterion-parse --colour
t_exp "an unknown option" 2 '' "criterion-parse: unrecognized option '--colour'
$USAGE"
t_run criterion-parse a b
t_exp "two operands" 2 '' "criterion-parse: unexpected argument 'b'
$USAGE"
t_run criterion-parse no-such-file
t_exp "a file that is not there" 4 '' "criterion-parse: can't open 'no-such-file': No such file or directory"
text a "$T" >one.txt
t_run criterion-parse -v one.txt
t_exp "-v says what was read" 0 '*' 'criterion-parse: one.txt: console text, 1 result'
t_run sh -c 'criterion-parse - <one.txt >a; criterion-parse one.txt >b; criterion-parse <one.txt >c; cmp a b && cmp a c'
t_exp "-, a file and standard input are the same" 0 '' ''

echo "# Bad input"
t_run criterion-parse </dev/null
t_exp "empty" 3 '' "criterion-parse: CBKB003: standard input is empty $EMPTY"
: >empty
t_run criterion-parse empty
t_exp "an empty file" 3 '' "criterion-parse: CBKB003: empty is empty $EMPTY"
bad() { # NAME JSON MESSAGE
	t_run sh -c 'printf %s "$1" | criterion-parse' - "$2"
	t_exp "$1" 3 '' "criterion-parse: CBKB003: $3 (standard input)"
}
bad "truncated JSON" '{"schema": "benchline/run/1", "exi' "JSON ends too early, line 1 column 35"
bad "neither run nor message" '{"a": 1}' "expected a run document (with 'schema') or messages (with 'reason')"
bad "another document" '{"schema": "benchline/benchmarks/1"}' "expected schema 'benchline/run/1', got 'benchline/benchmarks/1'"
bad "schema of the wrong type" '{"schema": 1}' "expected a string at '/schema', got a number"
bad "stdout of the wrong type" '{"schema": "benchline/run/1", "stdout": []}' "expected a string at '/stdout', got something else"
bad "exit of the wrong type" '{"schema": "benchline/run/1", "exit": "0"}' "expected a number at '/exit', got a string"
bad "a time that is none" '{"schema": "benchline/run/1", "started_at": "now"}' "expected a time at '/started_at', got 'now'"
bad "a duplicate key" '{"schema": "benchline/run/1", "exit": 1, "exit": 0}' "duplicate object key 'exit'"
bad "stdout twice" '{"schema": "benchline/run/1", "stdout": "", "stdout": ""}' "duplicate object key 'stdout'"
bad "a duplicate key below" '{"schema": "benchline/run/1", "git": {"a": 1, "a": 2}}' "duplicate object key near '\"a\"' in '/git'"
bad "two documents" '{"schema": "benchline/run/1"}{}' "there is something after the run document"
python3 -c 'print("{\"schema\": \"benchline/run/1\", \"stdout\": \"" + "x" * (25 << 20) + "\"}")' >big.json
t_run criterion-parse big.json
t_exp "a run document over 24 MiB" 3 '' "criterion-parse: CBKB003: document too large: over 24 MiB (big.json)"
head -c 3000000 /dev/zero >zeros
t_run criterion-parse zeros
t_exp "zeros are text without a result" 0 '~"CBKB002: no benchmark result in the input"' ''
printf '\377\376\200 time:   [1 ns 2 ns 3 ns]\n\355\240\200' >binary
t_run criterion-parse binary
t_exp "no UTF-8" 0 '*' ''
t_jq "becomes U+FFFD" '.benchmarks | length <= 1'
t_run sh -c 'criterion-parse one.txt >/dev/full'
t_exp "a full disk" 4 '' "criterion-parse: can't write standard output: No space left on device"
t_run sh -c 'criterion-parse one.txt >&-'
t_exp "stdout closed" 4 '' "~^criterion-parse: can't write standard output"
t_run sh -c 'criterion-parse <&-'
t_exp "stdin closed" 3 '' "criterion-parse: CBKB003: standard input is empty $EMPTY"
t_run sh -c 'criterion-parse 2>&- one.txt'
t_exp "stderr closed" 0 '*' ''
i=0
while [ $i -lt 3000 ]; do text "bench/$i" "$T"; i=$((i + 1)); done >many.txt
t_run sh -c '(criterion-parse many.txt; echo $? >&2) | head -c 10 >/dev/null'
t_exp "a reader that went away" 0 '' '141'

echo "# Every recording"
t_is "all are there" "$(find "$CASES" -name expected.json | wc -l)" 38
some='' readings=212 results=10000
[ -z "$LIGHT" ] || results=2000
if [ -n "${BENCHLINE_VALGRIND:-}" ]; then # a second each
	some='0.3.6-bencher 0.3.6-panic-midway 0.5.1-panic-midway 0.7.0-all-targets
		0.7.0-improved cargo-criterion-second-run'
	readings=38 results=200
fi
# shellcheck disable=SC2086 # words are wanted
"$TOP/tests/criterion-cases" "$CASES" $some >cases
reads <cases
t_is "as many readings as ever" "$(wc -l <cases)" $readings

echo "# Random results of every version"
"$TOP/tests/criterion-property" "$TOP/tests/generate/criterion" "${BENCHLINE_SEED:-1}" \
	"${BENCHLINE_COUNT:-$results}" >property
reads <property
t_is "every version in every way" "$(wc -l <property)" 57

echo "# Ids"
ids() { jq -c '[.benchmarks[].id]' "$W/out"; }
{ printf 'half a line'; text short "$T"; } | criterion-parse >"$W/out"
t_is "half a line of the program's own: its id can't be told" "$(ids)" '["short"]'
{ started a/long/id/of/more/than/23; printf '50%%'; text a/long/id/of/more/than/23 "$T"; } | criterion-parse >"$W/out"
t_is "half a line before a long id that was announced" "$(ids)" '["a/long/id/of/more/than/23"]'
id='two
lines'
{ started "$id"; printf '%s%17stime:   [%s]\n' "$id" '' "$T"; } | sed 's/^lines *time/lines               time/' | criterion-parse >"$W/out"
t_is "a line end in a short id" "$(ids)" '["two\nlines"]'
t_jq "and nothing else" '.errors == [] and .warnings == []'
id='a rather long id that has
a line end in it'
{ started "$id"; printf '%s\n%stime:   [%s]\n' "$id" "$PAD" "$T"; } | criterion-parse >"$W/out"
t_is "a line end in a long id" "$(ids)" '["a rather long id that has\na line end in it"]'
{ started mine; text other "$T" mine "$T"; } | criterion-parse >"$W/out"
t_is "a look-alike that was not announced" "$(ids)" '["mine"]'
t_jq "is named" ".warnings == [\"CBKB002: 1 line like a result of a benchmark that was not started, left out: 'other'\"]"
{ started mine; text Xmine "$T" mine "$T"; } | criterion-parse >"$W/out"
t_jq "nor one that ends in an announced id" '[.benchmarks[].id] == ["mine"] and (.warnings | length) == 1'
{ text mine "$T"; printf 'elapsed time:   [1 ns 2 ns\ntime:   [1.0 ns 2.0 ns 3.0 ns]\n'; } | criterion-parse >"$W/out"
t_is "lines that are no result" "$(ids)" '["mine"]'
text same "$T" same '1.0 ms 2.0 ms 3.0 ms' | criterion-parse >"$W/out"
t_is "two runs in one log are both kept" "$(ids)" '["same","same"]'
for hostile in '::error::x' '<img src=x onerror=1>' '[a](javascript:b)' '$(id)' '%s%n' '"quoted\"' '|' "$(printf 'x\033[31my')"; do
	{ started "$hostile"; text "$hostile" "$T"; } | criterion-parse >"$W/out"
	t_is "id $hostile" "$(jq -r '.benchmarks[].id' "$W/out")" "$hostile"
done

echo "# Units and kinds"
text custom '1.0 cycles 2.0 cycles 3.0 cycles' plain "$T" | criterion-parse >"$W/out"
t_is "a unit that is no time is no entry" "$(ids)" '["plain"]'
t_jq "but a warning" ".warnings == [\"CBKB002: 'custom' was measured in 'cycles', which is no time: left out\"]"
{ text x "$T"; printf '%sthrpt:  [1.0 hops/s 2.0 hops/s 3.0 hops/s]\n' "$PAD"; } | criterion-parse >"$W/out"
t_jq "a rate that is not known" ".benchmarks[0].throughput == [] and .warnings == [\"CBKB002: the throughput of 'x' is in 'hops/s', which is not known: left out\"]"
for u in us 'µs' 'μs'; do
	text micro "986.00 ns 1.0000 $u 1.0001 ms" | criterion-parse >"$W/out"
	t_jq "mixed units with $u" '.benchmarks[0].time_ns == {low: 986, estimate: 1000, high: 1000100, statistic: "typical"}'
done
text 'never' 'NaN ns NaN ns NaN ns' | criterion-parse >"$W/out"
t_jq "NaN is an error" ".benchmarks == [] and .errors[0] == \"CBKB002: the time of 'never' is no number, or below 0\""
{
	text both "$T"
	printf '%sthrpt:  [9.9010 Kelem/s 10.000 Kelem/s 10.101 Kelem/s]\n' "$PAD"
	printf '%sthrpt:  [4.7211 MiB/s 4.7684 MiB/s 4.8165 MiB/s]\n' "$PAD"
} | criterion-parse >"$W/out"
t_jq "elements and bytes" '[.benchmarks[0].throughput[] | .kind, .per_second.estimate] == ["elements", 10000, "bytes", 4.7684 * 1048576]'

echo "# Bencher"
{
	printf 'test a ... bench:   1,234 ns/iter (+/- 56)\n'
	printf 'test b ... half a line\nand bench:  3600,000,000,000 ns/iter (+/- 1)\n'
	printf 'bench:       7 ns/iter (+/- 0)\nbench:       8 ns/iter (+/- 0)\n'
	printf 'test c ... bench:   5 cycles/iter (+/- 1)\n'
	printf 'running 1 test\ntest d ... bench:        0.50 ns/iter (+/- 0.02)\ntest result: ok.\n'
} | criterion-parse >"$W/out"
t_jq "commas, two writes, decimals" '[.benchmarks[] | [.id, .time_ns.estimate, .std_dev_ns]] == [["a", 1234, 56], ["b", 3600000000000, 1], ["d", 0.5, null]]'
t_jq "nameless lines are one error with their count" '.errors == ["CBKB002: 2 results without a name (--quick with --output-format bencher prints none)"]'
t_jq "and another unit a warning" ".warnings == [\"CBKB002: 'c' was measured in 'cycles', which is no time: left out\"]"

echo "# Messages"
M='{"reason":"benchmark-complete","id":"m","unit":"ns","typical":{"estimate":5.0,"lower_bound":4.0,"upper_bound":6.0,"unit":"ns"},"mean":{"estimate":5.0},"slope":null,"throughput":[]}'
{ printf '{"reason":"compiler-artifact","x":[1]}\n{"reason":"build-finished","success":true}\n'; text a "$T"; } | criterion-parse >"$W/out"
t_jq "cargo's messages, then text" '[.benchmarks[].id] == ["a"] and .errors == []'
printf '{"reason":"compiler-message"}\n{"reason":"build-finished","success":false}\n' | criterion-parse >"$W/out"
t_is "a failed build" "$(jq -c .errors "$W/out")" '["CBKB002: the build failed","CBKB002: no benchmark result in the input"]'
{ text m "$T"; echo "$M"; started m; } | criterion-parse >"$W/out"
t_jq "text and message of one benchmark: the message" '[.benchmarks[] | .source] == ["cargo-criterion"]'
echo "$M" | jq . | criterion-parse >"$W/out"
t_jq "messages over several lines" '.benchmarks[0].time_ns == {estimate: 5, low: 4, high: 6, statistic: "mean"}'
{ echo "$M"; echo "$M" | head -c 100; } | criterion-parse >"$W/out"
t_jq "a message that is cut off" '(.benchmarks | length) == 1 and (.errors[0] | startswith("CBKB003: JSON ends too early"))'
{ echo "$M"; echo "$M" | sed 's/"reason":"\([^"]*\)"/"reason":1,"x":"\1"/'; } | criterion-parse >"$W/out"
t_jq "a reason that is no word is no message" '(.benchmarks | length) == 1 and .errors == []'
echo "$M" | sed 's/5\.0/1e999/g' | criterion-parse >"$W/out"
t_jq "a number that no double holds is none" '.benchmarks == [] and (.errors[0] | endswith("no '"'typical'"' estimate"))'

echo "# Runs that did not end well"
text a "$T" >out.txt
{ started a; started b; } >err.txt
run_document out.txt err.txt '.exit = 101 | .stderr += "thread '"'main'"' panicked at src/x.rs:1:2:\nsign nibble 0x3\n"' >run.json
t_run criterion-parse run.json
t_exp "a panic" 0 '*' ''
t_jq "what finished is kept, what did not is said" '[.benchmarks[].id] == ["a"] and .errors == [
	"CBKB002: the benchmark command failed with exit status 101 (sign nibble 0x3)",
	"CBKB002: benchmark '"'b'"' was started and gave no result"]'
t_jq "the end of stderr stays" '.run.stderr_tail[-1] == "sign nibble 0x3" and (.run | has("stdout") or has("stderr") | not)'
for x in '.exit = null | .signal = 9' '.exit = null | .signal = "SIGKILL"'; do
	run_document out.txt err.txt "$x" | criterion-parse >"$W/out"
	t_jq "a signal: $x" '.errors[0] | test("^CBKB002: the benchmark command was ended by (signal 9|SIGKILL)$")'
done
run_document out.txt empty '.timed_out = true | .exit = null' | criterion-parse >"$W/out"
t_jq "a time-out" '.errors == ["CBKB001: the benchmark command ran out of time"]'
run_document out.txt empty '.timed_out = true | .exit = null | .errors = ["CBKB001: benchmark execution timed out after 1800 s"]' | criterion-parse >"$W/out"
t_jq "a time-out that the run document tells is not told twice" '.errors == ["CBKB001: benchmark execution timed out after 1800 s"]'
run_document empty empty '.exit = 101 | .phase = "build" | .build = {exit: 101}' | criterion-parse >"$W/out"
t_jq "a failed build" '.errors[0] == "CBKB002: the benchmark command could not be built (exit status 101)"'
run_document out.txt empty 'del(.exit)' | criterion-parse >"$W/out"
t_jq "no word about the end" '.errors == ["CBKB002: the benchmark command ended, the run document does not say how"]'
run_document out.txt empty '.command += ["--", "--load-baseline=main"]' | criterion-parse >"$W/out"
t_jq "--load-baseline measures nothing" '.benchmarks == [] and .errors == ["CBKB002: --load-baseline compares what was saved: nothing was measured"]'
run_document out.txt empty '.stdout += "[bench-exec: 12345 bytes cut]\n"' | criterion-parse >"$W/out"
t_jq "output that was cut" '.errors == ["CBKB002: the middle of the captured output was cut: results may be missing"]'
run_document empty out.txt . | criterion-parse >"$W/out"
t_jq "a report on stderr" '[.benchmarks[].id] == ["a"] and .errors == []'
run_document out.txt empty '.warnings = ["w"] | .errors = ["e"] | .more = {a: 1}' | criterion-parse >"$W/out"
t_jq "the run's own words come first, unknown keys stay" '.warnings == ["w"] and .errors == ["e"] and .run.more.a == 1'
{ started a; printf 'Criterion.rs ERROR: At least one measurement of benchmark a took zero time per iteration.\n'; } | criterion-parse >"$W/out"
t_jq "no time at all" '.errors[0] == "CBKB002: Criterion.rs ERROR: At least one measurement of benchmark a took zero time per iteration."
	and .errors[1] == "CBKB002: benchmark '"'a'"' was started and gave no result"'
{ printf 'Benchmarking p\nBenchmarking p: Profiling for 5.0000 s\nBenchmarking p: Complete (Analysis Disabled)\n'; } | criterion-parse >"$W/out"
t_jq "--profile-time" '.errors == ["CBKB002: no benchmark result in the input: benchmarks were only profiled (--profile-time)"]'
printf '%-24stime:   [9.9 ms 10.0 m' cut | criterion-parse >"$W/out"
t_jq "a result that is cut off" '.benchmarks == [] and (.errors[0] | startswith("CBKB002: the input ends in the middle of a result"))'
for x in 'test cut ... bench:   1,23' 'test cut ... bench:       1,000 ns/iter (+/- 3'; do
	printf %s "$x" | criterion-parse >"$W/out"
	t_is "cut off: $x" "$(jq -r '.errors[0]' "$W/out")" "CBKB002: the input ends in the middle of a result: '$x'"
done
for x in "$(printf '%-24stime:   [1.0000 ms 2.00' bad)" "$(printf '%-24stime:   [1.0000 ms]' bad)" 'test bad ... bench:   1,00 (+/- 3)'; do
	{ text a "$T"; echo "$x"; text b "$T"; } | criterion-parse >"$W/out"
	t_is "cut in the middle: $x" "$(jq -c '[.benchmarks[].id], .errors' "$W/out")" "[\"a\",\"b\"]
[\"CBKB002: a result can't be read: '$x'\"]"
done
printf '%-24stime:   [%s]' end "$T" | criterion-parse >"$W/out"
t_jq "a last line without its end is read" '[.benchmarks[].id] == ["end"] and .errors == []'

echo "# The tree"
saved tree/a a 10000000.0
saved tree/b b 20000000.0
saved tree/twice twice 1000000.0
saved tree/twice_2 twice 3000000.0 'twice #2'
text a '10.000 ms 10.000 ms 10.000 ms' b '20.0 ms 21.0 ms 22.0 ms' new '1 ns 2 ns 3 ns' \
	twice '1.0000 ms 1.0000 ms 1.0000 ms' 'twice #2' '3.0000 ms 3.0000 ms 3.0000 ms' >t.txt
t_run criterion-parse --criterion-home tree t.txt
t_exp "text and tree" 0 '*' ''
t_jq "agreement: the tree's values" '.benchmarks[0] | .source == "tree" and .time_ns.statistic == "mean" and .samples.count == 2'
t_jq "disagreement: an error with both numbers, the print stands" ".errors == [\"CBKB002: 'b': the console says 21000000.0 ns, the Criterion tree 20000000.0\"]
	and (.benchmarks[1] | .source == \"text\" and .time_ns.estimate == 21000000)"
t_jq "not in the tree: the text" '.benchmarks[2].source == "text"'
t_jq "one full id twice: the later has its title" '[.benchmarks[3:][].id] == ["twice", "twice #2"]'
t_run criterion-parse --criterion-home tree </dev/null
t_exp "the tree alone" 0 '*' ''
t_jq "all of it, by id" '[.benchmarks[].id] == ["a", "b", "twice", "twice #2"] and .run == null and .errors == []'
find tree -type f -exec touch -d 2001-01-01 {} +
saved tree/c c 5.0
text a '10.000 ms 10.000 ms 10.000 ms' >out.txt
run_document out.txt empty '.criterion_home = "tree" | .started_at = "2001-01-01T00:00:01Z"' >run.json
t_run criterion-parse run.json
t_exp "a run with an old tree" 0 '*' ''
t_jq "what was not printed but is new is added" '[.benchmarks[] | [.id, .source]] == [["a", "text"], ["c", "tree"]]'
t_jq "what is stale is named" '.warnings == ["CBKB002: 4 stale results in the Criterion tree, not of this run, left out: a, b, twice, twice_2"]'
stale() { # COMMAND…: what is stale, if this run of a was of that
	printf '%s\n' "$@" | jq -R . | jq -s . >command.json
	jq --slurpfile c command.json '.command = $c[0]' run.json | criterion-parse | jq -r '.warnings[] | sub(".*left out: "; "")'
}
t_is "all was asked for: stale" "$(stale cargo bench -p copybook-bench --bench '*' -- --save-baseline main --noplot)" "a, b, twice, twice_2"
t_is "no cargo: stale" "$(stale ./run-benchmarks now)" "a, b, twice, twice_2"
t_is "a bench target: only what was printed" "$(stale cargo bench -p copybook-bench --bench slo)" a
t_is "so is --bench=slo" "$(stale cargo bench --bench=slo)" a
t_is "a filter" "$(stale cargo +nightly bench -- --noplot decode)" a
t_is "a filter before --" "$(stale cargo bench -p x decode)" a
run_document out.txt empty '.criterion_home = "nowhere"' | criterion-parse >"$W/out"
t_jq "no tree there: the text" '.benchmarks[0].source == "text" and .warnings == [] and .errors == []'
t_run criterion-parse --criterion-home nowhere out.txt
t_exp "no tree there, but asked for" 4 '' "~^criterion-parse: can't open the Criterion tree: No such file"
t_run sh -c 'criterion-parse --criterion-home tree run.json | jq -c "[.benchmarks[].id]"'
t_exp "--criterion-home goes before the run document's" 0 '["a","c"]' ''
printf '{"mean":' >tree/c/new/estimates.json
t_run criterion-parse --criterion-home "$W/tree" run.json
t_jq "a file that is cut off is an error" ".errors == [\"CBKB002: results in 'c/new' can't be read: JSON ends too early, line 1 column 9 (estimates.json)\"]"
t_is "no absolute path" "$(grep -c "$W" "$W/out")" 0
rm tree/c/new/benchmark.json tree/c/new/estimates.json
saved tree/d d -5.0
rm -r tree/c
t_run criterion-parse --criterion-home tree run.json
t_jq "a negative time" ".errors == [\"CBKB002: results in 'd/new' can't be read: estimates.json has a figure below 0\"]"
rm -r tree/d
ln -s . tree/loop && mkfifo tree/a/new/estimates.json.new && mkdir -p tree/pipe/new && mkfifo tree/pipe/new/estimates.json
t_run timeout 10 criterion-parse --criterion-home tree </dev/null
t_jq "a loop of links and a FIFO do no harm" '[.benchmarks[].id] == ["a", "b", "twice", "twice #2"]'
rm -r tree
for n in new base change; do saved "tree/$n/$n" "$n/$n" 7.0; done
t_run criterion-parse --criterion-home tree </dev/null
t_jq "functions called new, base and change" '[.benchmarks[].id] == ["base/base", "change/change", "new/new"]'
sed 's/"throughput":null/"throughput":{"Bytes":18446744073709551615}/' tree/new/new/new/benchmark.json >x && cp x tree/new/new/new/benchmark.json
t_run criterion-parse --criterion-home tree </dev/null
t_jq "2^64-1 bytes" '.benchmarks[2].throughput[0].per_iteration == 18446744073709551615'
python3 -c 'print("x" * 1048576, end="")' >long
sed "s,\"full_id\":\"[^\"]*\",\"full_id\":\"$(head -c 100000 long)\"," tree/new/new/new/benchmark.json >x && cp x tree/new/new/new/benchmark.json
t_run criterion-parse --criterion-home tree </dev/null
t_jq "an id of 100,000 bytes is whole" '[.benchmarks[].id | length] | max == 100000'

echo "# Output"
for c in 0.3.6-regressed 0.7.0-improved cargo-criterion-second-run 0.3.6-bencher; do
	criterion-parse "$CASES/$c/combined.txt" >one.json
	criterion-parse "$CASES/$c/combined.txt" >two.json
	t_ok "$c: same input, same bytes" cmp one.json two.json
	t_is "$c: fits its schema" "$(jq -c . one.json | "$BUILD/tests/schema-check" \
		"$TOP/config/schema/benchmarks.schema.json" /benchmarks)" ''
	t_ok "$c: jq writes it no shorter" sh -c 'jq -S . one.json >a; jq . one.json >b; cmp a b'
done
criterion-parse <"$CASES/0.5.1-panic-midway/combined.txt" >one.json
t_is "with errors, it fits its schema" "$(jq -c . one.json | "$BUILD/tests/schema-check" \
	"$TOP/config/schema/benchmarks.schema.json" /benchmarks)" ''

echo "# Size"
peak() { # COMMAND…: MiB; its CPU seconds go to peak.cpu
	python3 -c 'import resource, subprocess, sys
r = subprocess.run(sys.argv[1:], stdout=open("peak.json", "w")).returncode
u = resource.getrusage(resource.RUSAGE_CHILDREN)
open("peak.cpu", "w").write("%.0f" % (u.ru_utime + u.ru_stime + 0.5))
sys.exit(r or print(u.ru_maxrss // 1024 + 1))' "$@"
}
if [ -n "$LIGHT" ]; then
	t_skip "memory" "not under a sanitizer"
	t_done
fi
awk 'BEGIN { for (i = 0; i < 100000; i++) {
	id = sprintf("decode_display_heavy/records/%d", i)
	printf "Benchmarking %s\nBenchmarking %s: Warming up for 3.0000 s\n", id, id
	printf "Benchmarking %s: Analyzing\n%s\n", id, id
	printf "%24stime:   [1.%04d ms 2.%04d ms 3.0000 ms]\n", "", i % 10000, i % 10000
	printf "%24sthrpt:  [%d.00 MiB/s 700.00 MiB/s 800.00 MiB/s]\n", "", i % 900 + 100
	printf "%17schange:\n%24stime:   [-1.0000%% +1.0000%% +2.0000%%] (p = 0.01 < 0.05)\n", "", ""
	printf "%24sthrpt:  [-1.0000%% +1.0000%% +2.0000%%]\n%24sPerformance has regressed.\n", "", ""
} }' >many.txt
mib=$(peak criterion-parse many.txt)
t_ok "100,000 results of text in $mib MiB" test "$mib" -lt 64
t_ok "in $(cat peak.cpu) s (0.6 on a quiet core)" test "$(cat peak.cpu)" -le 4
t_is "all of them" "$(grep -c '"statistic": "typical"' peak.json)" 100000
"$TOP/tests/generate/criterion" --count 1 --seed 3 --tree one >/dev/null
for n in 262144 262145; do
	python3 -c "print([[1] * $n, [1] * $n])" >"$(find one -name sample.json)"
	criterion-parse --criterion-home one /dev/null >"$W/out"
	t_is "$n samples of a benchmark" "$(jq '.benchmarks[0].samples.count' "$W/out")" "$(if [ $n = 262144 ]; then echo $n; else echo null; fi)"
done
awk 'BEGIN { for (i = 0; i < 120001; i++) printf "%-24stime:   [1.0 ms 2.0 ms 3.0 ms]\n", "b" i }' >more.txt
t_run criterion-parse more.txt
t_exp "more than 120,000 are refused" 3 '' "criterion-parse: CBKB003: document too large: over 120000 results (more.txt)"
"$TOP/tests/generate/criterion" --count 100 --seed 3 --tree few >few.txt
python3 - <<'X'
import os, shutil
# 10,000 benchmarks: a hundred, a hundred times, each with 100 samples.
text = open("few.txt").read().splitlines(keepends=True)
found = []
for at, _, files in os.walk("few"):
    if at.endswith("/new"):
        found.append({f: open(os.path.join(at, f)).read() for f in files})
for i in range(100):
    for j, files in enumerate(found):
        where = f"tree10k/{i}/{j}/new"
        os.makedirs(where)
        for name, data in files.items():
            if name == "benchmark.json":
                data = data.replace('"full_id":"', f'"full_id":"{i}/').replace('"title":"', f'"title":"{i}/')
            with open(os.path.join(where, name), "w") as f:
                f.write(data)
X
mib=$(peak criterion-parse --criterion-home tree10k /dev/null)
t_ok "10,000 benchmarks of a tree in $mib MiB" test "$mib" -lt 64
jq -r '.benchmarks[] | .time_ns as $t | "\(.id)\n                        time:   [\($t.low) ns \($t.estimate) ns \($t.high) ns]"' peak.json >t10k.txt
t_is "all of them" "$(wc -l <t10k.txt)" 20000
run_document t10k.txt empty '.criterion_home = "tree10k"' >run.json
mib=$(peak criterion-parse run.json)
t_ok "the same from a run document in $mib MiB" test "$mib" -lt 64
t_done
