# serves: AC10
# The limits, each with its message: nesting, strings, arrays, files, memory;
# and nonsense without end on every stdin, which ends within 64 MiB with one
# clear line.  BENCHLINE_SLOW=1 sends a whole gigabyte of each kind.
. "${0%/*}/tap.sh"

rc=''
MOST=65536 # KiB that a program may use
case ${BENCHLINE_SANITIZED:-}${BENCHLINE_VALGRIND:-} in ?*) MOST=2000000 ;; esac
BYTES=$((32 << 20))
[ -n "${BENCHLINE_SLOW:-}" ] && BYTES=$((1 << 30))
KINDS='zeros noise objects arrays string numbers line blanks'
TEXTS='noise lines blanks numbers results'
BUDGETS='500000 600000 640000 660000 680000'
if [ -n "${BENCHLINE_VALGRIND:-}" ]; then # a fiftieth of the speed
	KINDS='arrays string'
	TEXTS='lines results'
	BUDGETS=640000
fi

nonsense() { # KIND
	case $1 in
	zeros) cat /dev/zero ;;
	noise) cat /dev/urandom ;;
	objects) yes '{' ;;
	arrays) yes '[' | tr -d '\n' ;;
	string) printf '{"schema":"' && yes aaaaaaaaaaaaaaaa | tr -d '\n' ;;
	numbers) printf '[' && yes '1,' ;;
	line) yes aaaaaaaaaaaaaaaa | tr -d '\n' ;;
	lines) yes 'text that goes on and on' ;;
	blanks) yes '' ;;
	results) yes 'a time:   [1.0 ms 1.0 ms 1.0 ms]' ;;
	benchmarks) seq 1000000000 | sed 's/.*/test & ... bench: 12 ns\/iter (+\/- 0)/' ;;
	started) seq 1000000000 | sed 's/.*/Benchmarking &: Warming up for 3.0000 s/' ;;
	messages) yes '{"reason":"benchmark-complete","id":"a","unit":"ns","typical":{"estimate":1,"lower_bound":1,"upper_bound":1,"unit":"ns"}}' ;;
	esac 2>/dev/null | head -c "$BYTES"
}

# eats KIND WANT PROGRAM ARGUMENT…: WANT is a status and what stderr says
eats() {
	e_kind=$1 e_want=$2
	shift 2
	nonsense "$e_kind" | "$BUILD/tests/timed" usage "$@" >out 2>err
	e_rc=$?
	read -r e_wall _ e_rss _ <usage
	e_name="$1${3:+ $3}: $e_kind"
	t_is "$e_name: status and lines of stderr" "$e_rc $(wc -l <err)" "${e_want%%|*}"
	t_ok "$e_name: within the memory" test "$e_rss" -le "$MOST"
	[ "$e_rc" = 0 ] || {
		t_ok "$e_name: in clear words" grep -Eq "${e_want#*|}" err
		t_is "$e_name: nothing on stdout" "$(wc -c <out)" 0
	}
	echo "# $e_name: $e_wall s, $((e_rss / 1024)) MiB"
}
TOO='3 1|CBKB003: document too large: over 24 MiB \(standard input\)'
LINE='3 1|CBKB00[36]: .*(too long|no ledger record|too large)'
for kind in $KINDS; do
	for p in bench-exec perf-json slo-check 'pr-comment -n' 'baseline-promote -s store'; do
		# shellcheck disable=SC2086 # words are wanted
		eats $kind "$TOO" $p
	done
	eats $kind "$LINE" audit-render -t audit
done
t_ok "no store was begun" test ! -e store/history.jsonl
for kind in zeros line arrays; do
	eats $kind '3 1|CBKB003: document too large: over 16 MiB \(standard input\)' criterion-parse
done
for kind in objects string; do
	eats $kind '3 1|CBKB003: document too large: over 24 MiB \(standard input\)' criterion-parse
done
# Text goes on as long as it likes: what is no result is not kept.
for kind in $TEXTS; do
	eats $kind '0 0|^' criterion-parse
done
eats started '0 0|^' criterion-parse
eats messages '3 1|CBKB003: document too large: over 120000 results' criterion-parse
eats benchmarks '3 1|CBKB003: document too large: over 120000 results' criterion-parse

echo "# nesting, strings, arrays"
deep() { # N: a perf.json with that many arrays in each other
	python3 -c 'import sys; n = int(sys.argv[1]) - 1; print("{\"display_gibs\": 4.2, \"comp3_mibs\": 571.0, \"warnings\": [], \"errors\": [], \"x\": " + "[" * n + "]" * n + "}")' "$1"
}
deep 100 >in
t_run perf-json --check <in
t_is "100 levels" "$rc" 0
deep 101 >in
t_run perf-json --check <in
t_exp "101 levels" 3 '' 'perf-json: CBKB003: nested deeper than 100 levels, line 1 column 178 (standard input)'
deep 100 >in
t_run slo-check -q <in
t_is "100 levels are passed on" "$rc" 0
long() { # N [M]: a perf.json with a string of N bytes behind M numbers
	python3 -c 'import sys; print("{\"display_gibs\": 4.2, \"comp3_mibs\": 571.0, \"warnings\": [], \"errors\": [], \"n\": [" + "1," * int(sys.argv[2]) + "1], \"x\": \"" + "x" * int(sys.argv[1]) + "\"}")' "$1" "${2:-0}"
}
long 8000000 >in
t_run "$BUILD/tests/timed" usage slo-check -q <in
t_is "a string of 8 MB is passed on" "$rc $(jq '.x | length' out)" "0 8000000"
long 20000000 >in
t_run slo-check -q <in
t_exp "a string of 20 MB" 3 '' 'slo-check: CBKB003: document too large: a string over 8 MiB (standard input)'
# The budget ends in the middle of a string, of whatever length.
bad=
for n in $BUDGETS; do
	for x in 100 5000 300000 4000000 8000000; do
		long $x $n >in
		t_run "$BUILD/tests/timed" usage slo-check -q <in
		read -r e_wall _ e_rss _ <usage
		case $rc in 0 | 3) ;; *) bad="$bad $n/$x: $rc" ;; esac
		[ "$e_rss" -le "$MOST" ] || bad="$bad $n/$x: $e_rss KiB"
	done
done
t_is "the budget ends anywhere" "$bad" ""
python3 -c 'print("{\"display_gibs\": 4.2, \"comp3_mibs\": 571.0, \"warnings\": [], \"errors\": [], \"x\": [" + "{}," * (5 << 20) + "1]}")' >in
t_run "$BUILD/tests/timed" usage slo-check -q <in
t_exp "five million objects" 3 '' 'slo-check: CBKB003: document too large: over 24 MiB in memory (standard input)'
read -r e_wall _ e_rss _ <usage
t_ok "… within the memory" test "$e_rss" -le "$MOST"
python3 - >in <<'X'
import json
print(json.dumps({"schema": "benchline/benchmarks/1", "run": None, "warnings": ["%d" % i + "w" * 4000 for i in range(2000)], "errors": ["%d" % i + "e" * 4000 for i in range(1000)], "benchmarks": []}))
X
t_run perf-json <in
t_jq "messages: at most 50 of 500 characters" '[.warnings, .errors | length] == [50, 50] and ([.warnings[], .errors[] | length] | max) <= 500'
python3 -c 'print("{\"command\": [" + "\"x\"," * 3000000 + "\"x\"]}")' >in
t_run bench-exec <in
t_exp "a job with three million arguments" 3 '' '~^bench-exec: CBKB003: document too large: over 24 MiB in memory'
truncate -s 1G endless
t_run "$BUILD/tests/timed" usage slo-check -q -H endless <"$DATA/pr-comment/pass.json"
t_exp "a history of one line without end" 3 '' '~^slo-check: CBKB003: document too large: over 24 MiB .endless.'
read -r e_wall _ e_rss _ <usage
t_ok "… within the memory" test "$e_rss" -le "$MOST"
head -c $((30 << 20)) /dev/zero >big
t_run slo-check -q -b big <"$DATA/pr-comment/pass.json"
t_exp "a baseline over 24 MiB" 3 '' '~^slo-check: CBKB003: .*(too large|no JSON)'
head -c $((30 << 20)) /dev/zero | tr '\0' '#' >big.ini
t_run slo-check -c big.ini </dev/null
t_exp "a configuration over its limit" 2 '' '~^slo-check: .*big.ini'
GITHUB_EVENT_PATH=$W/big GITHUB_EVENT_NAME=push
export GITHUB_EVENT_PATH GITHUB_EVENT_NAME
t_run pr-comment -n <"$DATA/pr-comment/pass.json"
t_is "an event over its limit" "$rc $(wc -l <err)" '3 1'
unset GITHUB_EVENT_PATH GITHUB_EVENT_NAME

if [ -n "${BENCHLINE_VALGRIND:-}" ]; then
	t_skip "many benchmarks" "hours under valgrind, which has memory of its own"
	t_done
fi
echo "# benchmarks: 10,000 fit, with a baseline and a history of as many"
# benchmarks N PREFIX LENGTH TIME [RUNS]: a perf.json with N benchmarks, or a
# ledger of so many runs of them
benchmarks() {
	python3 - "$@" <<'X'
import datetime, hashlib, json, sys
n, prefix, length, time, runs = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), int(([*sys.argv, 0])[5])
ids = [f"{prefix}{i}".ljust(length, "x") for i in range(n)]
environment = {"fingerprint": "0123456789abcdef"}
def time_of(run):
    return (datetime.datetime(2023, 1, 1) + datetime.timedelta(hours=25 * run)).strftime("%Y-%m-%dT%H:%M:%SZ")
if not runs:
    print(json.dumps({"display_gibs": 4.22, "comp3_mibs": 571.0, "warnings": [], "errors": [], "_metadata": {"environment": environment, "benchmarks": [
        {"id": v, "time_ns": {"statistic": "slope", "estimate": time, "low": time * .99, "high": time * 1.01},
         "throughput": [{"kind": "bytes", "per_iteration": 1048576, "per_second": {"estimate": 4531190000.1, "low": 4531180000.1, "high": 4531200000.1}}],
         "samples": {"count": 100, "cv": .0123456789, "location_ns": time, "location_se": .00123456789}} for v in ids]}}, indent=2))
prev = "0" * 64
for run in range(runs):
    line = json.dumps({"data": {"benchmarks": {v: {"location_ns": time * (1 + run % 5 / 1000)} for v in ids}, "environment": environment, "metrics": {}, "verdict": "PASS"},
                       "prev": prev, "seq": run + 1, "time": time_of(run), "type": "run", "v": 1}, separators=(",", ":"))
    prev = hashlib.sha256(line.encode()).hexdigest()
    print(line)
X
}
holds() { # NAME WANT INPUT PROGRAM ARGUMENT…: WANT as for eats
	h_name=$1 h_want=$2 h_in=$3
	shift 3
	t_run "$BUILD/tests/timed" usage "$@" <"$h_in"
	read -r e_wall _ e_rss _ <usage
	t_is "$h_name: status and lines of stderr" "$rc $(wc -l <err)" "${h_want%%|*}"
	[ -z "${h_want#*|}" ] || t_ok "$h_name: in clear words" grep -Eq "${h_want#*|}" err
	t_ok "$h_name: within the memory" test "$e_rss" -le "$MOST"
	echo "# $h_name: $e_wall s, $((e_rss / 1024)) MiB"
}
TOO='CBKB003: document too large: over 56 MiB in memory'
RUNS=5
[ -n "${BENCHLINE_SLOW:-}" ] && RUNS=250
benchmarks 10000 a 60 150 >ten
benchmarks 10000 b 60 100 >other
benchmarks 10000 a 60 100 $RUNS >ledger
holds "10,000 benchmarks" '0 0|' ten slo-check -q
holds "… all slower than in the history" '0 0|' ten slo-check -q -H ledger
t_jq "… they were compared" '._metadata.regression | .runs > 2 and (.changes | length) == 1000'
holds "… none of them in the baseline" '1 0|' ten slo-check -q -H ledger -b other
t_jq "… all is counted" '(._metadata.regression.missing | length) == 10000 and (._metadata.slo.violations | length) == 1000 and
	.errors[49] == "CBKB005: … and 9951 more errors"'
jq '._metadata += {git_commit: ("c" * 40), git_branch: "main", timestamp: "2026-01-01T00:00:00Z", git_dirty: false}' ten | slo-check -q >main
holds "… promoted" '0 0|' main baseline-promote -q -s kept --branch main
holds "… and again" '0 0|' main baseline-promote -q -s kept --branch main
holds "… and held against its record" '0 0|' main baseline-promote -s kept --verify
holds "… its trends" '0 0|' main baseline-promote -s kept --trends
python3 -c 'import json, sys
d = json.load(sys.stdin)
deep = []
for _ in range(40): deep = [deep]
v = deep
while v[0]: v = v[0]
v[0].extend([0] * 200000)
d["_metadata"]["benchmarks"] = [dict(d["_metadata"]["benchmarks"][i], more=deep) for i in range(4)]
print(json.dumps(d))' <main >long
holds "a document that grows where it is printed" '3 1|CBKB003: document too large: as a baseline over 24 MiB$' long baseline-promote -q -s long-store --branch main
t_is "… leaves nothing" "$(ls long-store)" ''
holds "… judged but not kept" '0 0|' long baseline-promote -q -n -s long-store --branch main
holds "… and after them another 10,000" '1 0|' other slo-check -q -b kept
benchmarks 20 a 1000000 1 >names
benchmarks 20 b 1000000 1 >names2
benchmarks 1 c 1 1 >one
jq 'del(._metadata.environment)' one >bare
holds "twenty names of 1 MB" '0 0|' names slo-check -q
holds "… with a baseline" "3 1|$TOO \((names2|standard input)\)\$" names slo-check -q -b names2
holds "… with themselves, and as a history" "3 1|$TOO" names slo-check -q -b names -H names
holds "… as a history" "3 1|$TOO \(names\)\$" one slo-check -q -H names
few() { # N: benchmarks in few bytes
	python3 -c 'import sys; print("{\"display_gibs\": 4.22, \"comp3_mibs\": 571.0, \"warnings\": [], \"errors\": [], \"_metadata\": {\"benchmarks\": [" + ",".join("{\"id\":\"%d\",\"time_ns\":{\"estimate\":1}}" % i for i in range(int(sys.argv[1]))) + "]}}")' "$1"
}
benchmarks 600 a 30 100 900 >ledger
holds "540,000 points, audit" '0 10|benchmarks on 1 machine: 600, by 2 days$' ledger audit-render -v -t audit -f html
holds "540,000 points, performance" '0 0|' ledger audit-render -t performance -f pdf
holds "540,000 points, trend" '0 0|' ledger audit-render -t trend
t_jq "… of two days each" '[.sections[].blocks[]?.charts[]? | select(.lines[0].points | length == 469)
	| .caption | contains("Dots: the median of two days each")] == [true]'
benchmarks 200000 a 1 100 1 >ledger
holds "a ledger of 200,000 benchmarks" '3 1|CBKB003: ledger too large: over 32 MiB in memory \(standard input\)$' ledger audit-render -t audit
few 300000 >many
holds "300,000 benchmarks" '0 0|' many slo-check -q
holds "… with a baseline" "3 1|$TOO \(standard input\)\$" many slo-check -q -b "$DATA/pr-comment/pass.json"
holds "… in a baseline" "3 1|$TOO \(many\)\$" "$DATA/pr-comment/pass.json" slo-check -q -b many
holds "… in a history" "3 1|$TOO \(many\)\$" bare slo-check -q -H many
sed 's/.*"benchmarks"/{"schema":"benchline\/benchmarks\/1","run":null,"warnings":[],"errors":[],"benchmarks"/; s/}$//' many >run
holds "… in a report" "3 1|$TOO \(standard input\)\$" many audit-render -t performance -f pdf
holds "… in a run" "3 1|$TOO \(standard input\)\$" run perf-json
sed 's/"_metadata": {/&"environment": {"fingerprint": "0123456789abcdef"}, "slo": {"status": "PASS"}, "git_branch": "main", /' many >slim
holds "… promoted" "3 1|$TOO \(standard input\)\$" slim baseline-promote -q -s slim-store
holds "… or would be" "3 1|$TOO \(standard input\)\$" slim baseline-promote -q -n -s slim-store
benchmarks 100000 a 60 100 2 >ledger
mkdir wide && mv ledger wide/history.jsonl
holds "a ledger of 100,000 benchmarks, verified" '0 0|' one baseline-promote -s wide --verify
holds "… its trends" "3 1|$TOO \(wide\)\$" one baseline-promote -s wide --trends
few 12000000 | sed 's/{"id":"[0-9]*","time_ns":{"estimate":1}}/1/g' >ones
holds "twelve million of what is none" "3 1|$TOO \(standard input\)\$" ones slo-check -q
python3 -c 'import json; print(json.dumps({"schema": "benchline/benchmarks/1", "run": None, "warnings": [], "errors": ["e%d" % i for i in range(250000)], "benchmarks": []}))' >errors
holds "250,000 messages" '0 0|' errors perf-json
t_is "… are counted" "$(jq -r '.errors[49]' out)" 'CBKB002: … and 249953 more errors'
t_done
