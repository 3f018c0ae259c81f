# shellcheck shell=sh
# tap.sh - what every tests/*.t begins with: TAP, a scratch directory, runs
# whose status, stdout and stderr are pinned together.
#
# TOP checkout, BIN programs, DATA recorded inputs, W scratch directory (the
# test stands in it), BESIDE a directory of further data beside the checkout.

set -u
LC_ALL=C
TZ=UTC
export LC_ALL TZ
TOP=$(cd "${0%/*}/.." && pwd)
BIN=$TOP/${B:-build}/bin
case ${B:-build} in /*) BIN=$B/bin ;; esac
BUILD=${BIN%/bin}
DATA=$TOP/tests/data
EXAMPLES=$DATA/examples
BESIDE=${BENCHLINE_BESIDE:-${TOP%/*}/shared}
for v in $(env | sed -n 's/^\(GITHUB_[A-Za-z_]*\|RUNNER_[A-Za-z_]*\|BENCHLINE_CONFIG\|BENCHLINE_HTTP[A-Z_]*\|CI\|SOURCE_DATE_EPOCH\|CRITERION_HOME\|CARGO_TARGET_DIR\)=.*/\1/p'); do
	unset "$v"
done
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
W=$(mktemp -d "${TMPDIR:-/tmp}/benchline.XXXXXX") || exit 1
PATH=$BIN:$PATH
export PATH TOP BIN DATA EXAMPLES BESIDE W BUILD
if [ -n "${BENCHLINE_SANITIZED:-}" ]; then
	# What fontconfig and its like keep until the end is theirs.
	printf 'leak:libfontconfig\nleak:libpango\nleak:libglib\nleak:libcairo\n' >"$W/.lsan"
	LSAN_OPTIONS=suppressions=$W/.lsan:print_suppressions=0
	export LSAN_OPTIONS
fi
if [ -n "${BENCHLINE_VALGRIND:-}" ]; then
	# In the programs' place stands, first in PATH, what runs them under
	# valgrind; t_done looks at what was found.
	. "$TOP/tests/memcheck.sh"
	memcheck_in "$W/.valgrind" "$BUILD/tests/memcheck" "$BIN"/*
	PATH=$W/.valgrind:$PATH
fi
cd "$W" || exit 1
t_count=0
t_failed=0
rc=

t_end() {
	cd / || exit 1
	if [ "$t_failed" = 0 ] && [ -n "$t_planned" ]; then
		rm -rf "$W"
	else
		echo "# kept: $W"
	fi
}
t_planned=
trap t_end EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

t_pass() {
	t_count=$((t_count + 1))
	echo "ok $t_count - $1"
}
t_fail() { # NAME [TEXT…]: each text is shown
	t_count=$((t_count + 1))
	t_failed=$((t_failed + 1))
	echo "not ok $t_count - $1"
	shift
	for t_line; do printf '%s\n' "$t_line" | head -c 4000 | sed 's/^/# /'; done
}
t_skip() {
	t_count=$((t_count + 1))
	echo "ok $t_count - $1 # SKIP $2"
}

t_run() {
	"$@" >"$W/out" 2>"$W/err"
	rc=$?
	# Under valgrind getopt knows the program by its path.
	[ -z "${BENCHLINE_VALGRIND:-}" ] || sed -i "s,^$W/.valgrind/programs/,," "$W/err"
}

# The text of a file less its final newline; a NUL shows as \0.
t_text() { tr '\0' '\1' <"$1"; }

t_match() { # WANT FILE
	case $1 in
	'*') return 0 ;;
	'~'*) tr '\n' ' ' <"$2" | grep -Eq -- "${1#\~}" ;;
	*) [ "$(t_text "$2")" = "$1" ] ;;
	esac
}

t_exp() { # NAME RC OUT ERR
	t_why=
	[ "$rc" = "$2" ] || t_why="status $rc, expected $2"
	if [ "$2" -lt 128 ] && { [ "$rc" = 99 ] || [ "$rc" -ge 128 ]; }; then
		t_why="crash: status $rc"
	fi
	t_match "$3" "$W/out" || t_why="$t_why${t_why:+; }stdout differs"
	t_match "$4" "$W/err" || t_why="$t_why${t_why:+; }stderr differs"
	if [ -z "$t_why" ]; then
		t_pass "$1"
	else
		t_fail "$1" "$t_why" "-- stdout:" "$(head -c 1500 "$W/out" | tr '\0' '\1')" \
			"-- expected: $3" "-- stderr:" \
			"$(head -c 1500 "$W/err" | tr '\0' '\1')" "-- expected: $4"
	fi
}

t_jq() { # NAME FILTER
	if [ -s "$W/out" ] && t_got=$(jq -e "$2" "$W/out" 2>&1); then
		t_pass "$1"
	else
		t_fail "$1" "filter: $2" "gave: $t_got" "$(head -c 1500 "$W/out")"
	fi
}

t_is() { # NAME GOT WANT
	if [ "$2" = "$3" ]; then
		t_pass "$1"
	else
		t_fail "$1" "got:" "$2" "expected:" "$3"
	fi
}

t_ok() { # NAME CMD…
	t_name=$1
	shift
	if t_got=$("$@" 2>&1); then
		t_pass "$t_name"
	else
		t_fail "$t_name" "status $?: $*" "$t_got"
	fi
}

t_done() {
	if [ -n "${BENCHLINE_VALGRIND:-}" ]; then
		t_is "valgrind found nothing" "$(cat "$W/.valgrind/findings")" ''
	fi
	t_planned=1
	echo "1..$t_count"
	[ "$t_failed" = 0 ]
	exit
}
