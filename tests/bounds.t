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
t_done
