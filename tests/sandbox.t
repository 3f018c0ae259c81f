# serves: AC10
# A parser that was made to misbehave while it reads its input: what it can
# still do, program by program.  With --no-sandbox, all of it.
. "${0%/*}/tap.sh"
. "$TOP/tests/store.sh"

if [ -n "${BENCHLINE_SANITIZED:-}${BENCHLINE_VALGRIND:-}" ]; then
	t_skip "a parser made to misbehave" "off under sanitizers and valgrind"
	t_done
fi
abi=$(python3 -c 'import ctypes; print(ctypes.CDLL(None).syscall(444, None, 0, 1))')
if [ "$abi" -lt 3 ]; then
	t_skip "a parser made to misbehave" "Landlock ABI $abi in this kernel"
	t_done
fi
python3 - >port <<'X' &
import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen(64)
print(s.getsockname()[1], flush=True)
while True:
    s.accept()[0].close()
X
listener=$!
trap 'kill "$listener" 2>/dev/null; t_end' EXIT
while [ ! -s port ]; do sleep 0.05; done

doc 4.22 571 >perf.json
history store 3
baseline-promote -s store --log >ledger
printf 'a/display               time:   [1.0000 ms 1.1000 ms 1.2000 ms]\n' >console.txt
criterion-parse console.txt >benchmarks.json

# can NAME WANT STDIN PROGRAM ARGUMENT…
can() {
	c_name=$1 c_want=$2 c_stdin=$3
	shift 3
	mkdir -p elsewhere && echo kept >elsewhere/victim && rm -f report
	MISBEHAVE_PROGRAM=$1 MISBEHAVE_REPORT=$W/report MISBEHAVE_PORT=$(cat port) \
		MISBEHAVE_VICTIM=$W/elsewhere/victim LD_PRELOAD=$BUILD/tests/preload/misbehave.so \
		"$@" <"$c_stdin" >out 2>err
	rc=$?
	t_is "$c_name: it can" "$(cat report 2>&1)" "$c_want"
	t_is "$c_name: and works, too" "$rc" 0
}
# A kernel need not have io_uring, nor the build libseccomp.
uring=$(python3 -c 'import ctypes; print("uring " if ctypes.CDLL(None).syscall(425, 4, bytes(120)) >= 0 else "")')
ALL="read write cut unlink socket unix ${uring}exec trace core "
NET="socket unix ${uring}core "
seccomp=
grep -q seccomp_load "$BIN/perf-json" || seccomp="${NET%core }trace "
can 'without the sandbox' "$ALL" benchmarks.json perf-json --no-sandbox
can criterion-parse "${seccomp}core " console.txt criterion-parse
can 'criterion-parse --criterion-home' "${seccomp}core " console.txt criterion-parse --criterion-home "$W/elsewhere"
can perf-json "${seccomp}core " benchmarks.json perf-json
mkdir new reports
can 'perf-json -o' "${seccomp}core " benchmarks.json perf-json -o new/deep/perf.json
can slo-check "${seccomp}core " perf.json slo-check
can 'slo-check -b' "${seccomp}core " perf.json slo-check -b store
can audit-render "${seccomp}core " ledger audit-render -t audit
can 'audit-render -f pdf' "${seccomp}core " ledger audit-render -t audit -f pdf
can 'audit-render -f all' "${seccomp}core " ledger audit-render -t audit -f all -o reports/deep
can pr-comment "$NET" perf.json pr-comment --dry-run
mkdir rendered && : >sum
GITHUB_STEP_SUMMARY=$W/sum
export GITHUB_STEP_SUMMARY
can 'pr-comment --render' "$NET" perf.json pr-comment --render rendered
unset GITHUB_STEP_SUMMARY
can baseline-promote "$NET" perf.json baseline-promote -q -s store
can 'baseline-promote, a new store' "$NET" perf.json baseline-promote -q -s new/store
can 'baseline-promote --validate' "${seccomp}core " perf.json baseline-promote -q -s store --validate
t_ok "the new store is whole" verified new/store 1
t_ok "the summary was written" grep -q 4.22 sum

# Whatever a library opens late, it may: nothing is refused in a usual run, but
# to renew a font cache that is out of date.
# jansson takes the seed of its hashes while it still can.
refused() { # NAME STDIN PROGRAM ARGUMENT…
	r_name=$1 r_stdin=$2
	shift 2
	t_run strace -f -qq -e trace=openat,landlock_restrict_self -o trace "$@" <"$r_stdin"
	t_is "$r_name: status" "$rc" 0
	t_is "$r_name: closed its doors" "$(grep -c 'landlock_restrict_self(.*= 0' trace)" 1
	t_is "$r_name: was refused" "$(grep -E '= -1 (EACCES|EPERM)' trace | grep -v '"/var/cache/fontconfig/')" ''
	t_is "$r_name: seeded before" "$(sed '/landlock_restrict_self/,$d' trace |
		grep -c '"/dev/urandom", O_RDONLY) = [0-9]')" 1
}
refused criterion-parse console.txt criterion-parse
refused perf-json benchmarks.json perf-json -o new/perf.json
refused slo-check perf.json slo-check -q -b store
refused pr-comment perf.json pr-comment --dry-run
refused baseline-promote perf.json baseline-promote -q -s store
refused audit-render ledger audit-render -t audit
refused 'audit-render -f pdf' ledger audit-render -t audit -f pdf

# Who holds a token leaves no core dump.
GITHUB_TOKEN=ghs_good GITHUB_REPOSITORY=o/r GITHUB_API_URL=http://127.0.0.1:1
export GITHUB_TOKEN GITHUB_REPOSITORY GITHUB_API_URL
MISBEHAVE_PROGRAM=pr-comment MISBEHAVE_REPORT=$W/report MISBEHAVE_PORT=$(cat port) \
	LD_PRELOAD=$BUILD/tests/preload/misbehave.so pr-comment --pr 1 --tries 1 <perf.json >out 2>err
t_is "pr-comment with a token: no core dump" "$(cat report)" "${NET%core }"

# A run document does not lead the parser to other places.
mkdir -p far/secret/new here
jq -n '{schema: "benchline/run/1", command: ["x"], stdout: "", stderr: "", criterion_home: "../far"}' >here/run.json
cd here || exit 1
t_run criterion-parse run.json
t_exp "a run document that names a tree elsewhere" 4 '' "~can't open the Criterion tree.*Permission denied"
t_run criterion-parse --criterion-home ../far run.json
t_is "with --criterion-home it is read" "$rc" 0
t_done
