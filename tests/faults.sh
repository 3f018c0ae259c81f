# shellcheck shell=sh
# faults.sh - after tap.sh: every fault in one program, as tests/faults.py finds
# them; each family of faults is a test.  BENCHLINE_SLOW=1: every single one.

if [ -n "${BENCHLINE_VALGRIND:-}${BENCHLINE_SANITIZED:-}" ]; then
	t_skip "faults" "such builds make system calls of their own, and leaks can't be looked for under strace"
	t_done
fi
SOURCE_DATE_EPOCH=1772600000
export SOURCE_DATE_EPOCH
: "${FAULTS_MOST:=30}" # of each kind
[ -n "${BENCHLINE_SLOW:-}" ] && FAULTS_MOST=100000
export FAULTS_MOST

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
