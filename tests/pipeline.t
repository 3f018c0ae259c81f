# serves: AC1, AC3, AC4, AC5, AC7, AC9
# The pipelines as the manual writes them, in sh, with and without pipefail and
# from a Makefile rule, over recorded Criterion versions.
. "${0%/*}/tap.sh"

# replay CASE: a directory work-CASE with its tree, and ./cargo that plays it
replay() {
	mkdir -p "$W/$1" && cd "$W/$1" || exit 1
	cp -r "$TOP/config" .
	[ ! -f "$DATA/criterion/$1/tree.tar.gz" ] || {
		mkdir -p target && tar -xzf "$DATA/criterion/$1/tree.tar.gz"
		find target -type f -exec touch {} +
	}
	cat >bench <<X
#!/bin/sh
cat "$DATA/criterion/$1/stdout.txt"
cat "$DATA/criterion/$1/stderr.txt" >&2
exit $(cat "$DATA/criterion/$1/exit")
X
	chmod +x bench
}

cases='0.3.6-default-lengths 0.3.6-regressed 0.5.1-slo-first-run 0.5.1-regressed 0.7.0-improved 0.7.0-all-targets'
[ -z "${BENCHLINE_VALGRIND:-}" ] || cases='0.3.6-regressed 0.7.0-all-targets'
for case in $cases; do
	replay $case
	cat >pull-request <<'X'
bench-exec -q -- ./bench |
	criterion-parse | perf-json | slo-check -q | tee perf.json | pr-comment --dry-run
X
	t_run sh pull-request
	t_jq "$case: a comment would be posted" '.method == "POST" and (.body | split("\n")[0]) == "<!-- benchline: default -->"'
	cp "$W/out" first.json
	t_is "$case: its status is the verdict's" "$rc" \
		"$(jq 'if ._metadata.slo.passed then 0 else 1 end' perf.json)"
	# Figures against the recording's own expectations: the fastest of each metric.
	jq --slurpfile want "$DATA/criterion/$case/expected.json" -n '
		[$want[0][] | select(.exact.throughput.bytes_per_s != null and (.exact.throughput.kind == "Bytes"))] as $b |
		{display: ([$b[] | select(.id | test("display"; "i")) | .exact.throughput.bytes_per_s.mid] | max / 1073741824),
		 comp3: ([$b[] | select(.id | test("comp3"; "i")) | .exact.throughput.bytes_per_s.mid] | max / 1048576)}' >want.json
	t_run jq -n --slurpfile w want.json --slurpfile p perf.json '
		def close(a; b): ((a - b) | fabs) <= 6e-5 * b;
		close($p[0]._metadata.metrics.display_gibs.value; $w[0].display) and
		close($p[0]._metadata.metrics.comp3_mibs.value; $w[0].comp3)'
	t_is "$case: the figures are the recorded ones" "$(cat "$W/out")" true

	cat >main-branch <<'X'
bench-exec -q -- ./bench |
	criterion-parse | perf-json | slo-check -q -b perf-history |
	baseline-promote -q --branch main -s perf-history | pr-comment --dry-run
X
	t_run sh main-branch
	t_is "$case: main branch" "$rc" 0
	t_ok "$case: there is a baseline" test -s perf-history/baseline.json
	t_run sh main-branch
	t_is "$case: main branch again" "$rc" 0
	t_is "$case: two records" "$(wc -l <perf-history/history.jsonl)" 2
	t_ok "$case: the ledger verifies" baseline-promote -s perf-history --verify

	t_run sh -c 'baseline-promote -s perf-history --log | audit-render -t audit -f html'
	t_is "$case: audit page from --log" "$rc:$(grep -c '<html' "$W/out")" 0:1
	t_run sh -c 'audit-render -t audit -f html < perf-history/history.jsonl'
	t_is "$case: audit page from the file" "$rc:$(grep -c '<html' "$W/out")" 0:1

	t_run bash -c 'set -o pipefail; . ./pull-request'
	t_is "$case: with pipefail, the same status" "$rc" \
		"$(jq 'if ._metadata.slo.passed then 0 else 1 end' perf.json)"
	printf 'perf:\n\t@bench-exec -q -- ./bench | criterion-parse | perf-json | slo-check -q | pr-comment --dry-run\n' >Makefile
	t_run make -s perf
	t_is "$case: from a Makefile rule" "$rc" 0
done

# -v: each decision, on stderr, and not a byte of stdout for it.
replay 0.5.1-slo-first-run
bench-exec -q -- ./bench >run.json
criterion-parse <run.json >benchmarks.json
said() { # NAME REGEX INPUT COMMAND…: -v says this, the document is the same
	name=$1 regex=$2 input=$3
	shift 3
	t_run "$@" <"$input"
	cp "$W/out" quiet
	t_run "$@" -v <"$input"
	t_exp "$name" "$rc" '*' "~$regex"
	t_ok "${name%%:*}: the same document" cmp quiet "$W/out"
}
said "perf-json: which benchmarks fed a metric" \
	"display_gibs: 0\.37[0-9]* GiB/s, from '(slo[^']*)', of 1 .*display_gibs: fed by '\\1'" \
	benchmarks.json perf-json
perf-json <benchmarks.json >perf.json
for _ in 1 2 3; do
	slo-check -q -b store <perf.json | baseline-promote -v --branch main -s store >promoted.json 2>promoted
done
t_ok "baseline-promote: which criteria are met, by what evidence" \
	sh -c 'for c in merged slo regression checks; do grep -q "^baseline-promote: $c: met: ." promoted || exit 1; done'
said "slo-check: which baseline was taken and why" \
	"baseline: baselines/[0-9a-f]{16}\.json, commit unknown, .*compared: 3 comparable runs .*display_gibs: ok: within" \
	perf.json slo-check -b store

# A failing pipeline fails in a Makefile, too: the verdict is in the document.
replay 0.3.6-panic-midway
printf 'perf:\n\t@bench-exec -q -- ./bench | criterion-parse | perf-json | slo-check -q | pr-comment --dry-run\n' >Makefile
t_run make -s perf
t_is "a panic midway: make fails" "$rc" 2
t_jq "and the comment says so" '.body | test("\\[FAIL\\]") and test("CBKB002")'
t_done
