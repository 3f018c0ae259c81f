# serves: AC1, AC3
# The real cargo bench of the bundled crate, offline: slow, BENCHLINE_SLOW=1.
. "${0%/*}/tap.sh"

skip() {
	t_skip "cargo bench" "$1"
	t_done
}
[ -n "${BENCHLINE_SLOW:-}" ] || skip "BENCHLINE_SLOW is not set"
command -v cargo >/dev/null || skip "no cargo"
ls -d /usr/share/cargo/registry/criterion-0* >/dev/null 2>&1 || skip "no librust-criterion-dev"

cp -r "$DATA/copybook-bench/." . && cp -r "$TOP/config" config
# A library with a libtest harness, as cargo makes one: it knows no Criterion.
sed -i '/^\[lib\]/,/^$/d' Cargo.toml
export CARGO_TERM_COLOR=never

t_run bench-exec --check -q
t_is "--check" "$rc" 0
t_run bench-exec -q -- cargo bench -p copybook-bench -- --save-baseline plain --noplot
t_jq "the library's harness refuses Criterion's options" '.exit != 0 and (.errors | length) > 0
	and (.stdout + .stderr | test("save-baseline"))'
t_run bench-exec -q --baseline-id main -- cargo bench -p copybook-bench -- --noplot 'slo_validation|parse_one_line'
t_exp "--baseline-id: status" 0 '*' ''
t_jq "--baseline-id: the run succeeds" '.exit == 0 and .errors == [] and .phase == "run" and .criterion_home == "target/criterion"
	and .build.exit == 0 and .environment.optimization_level == "release"
	and (.environment.rust_version | startswith("rustc 1.")) and (.environment.cargo_version | startswith("cargo 1."))
	and (.stdout | test("slo_validation/display_heavy_slo_80mbps\n +time: +\\["))'
t_jq "--baseline-id: peak memory is the benchmark's, not the compiler's" '.resources.max_rss_bytes < 200 * 1048576'
t_ok "--baseline-id: Criterion saved it" test -f target/criterion/slo_validation/comp3_heavy_slo_40mbps/main/estimates.json
cp "$W/out" run.json
t_is "no absolute path of ours" "$(grep -c "$W" run.json)" 0

t_run criterion-parse <run.json
t_is "criterion-parse: status" "$rc" 0
t_jq "criterion-parse: what this run wrote, from the tree" '[.benchmarks[] | .id] | sort == ["parse_one_line",
	"slo_validation/comp3_heavy_slo_40mbps", "slo_validation/display_heavy_slo_80mbps"]'
t_jq "criterion-parse: all from the tree" '.errors == [] and all(.benchmarks[]; .source == "tree" and .samples.count == 100)'
cp "$W/out" benchmarks.json
# The same three results by another way: Criterion's own files, read with jq.
for f in target/criterion/*/new/estimates.json target/criterion/*/*/new/estimates.json; do
	[ -f "$f" ] && jq -c --slurpfile b "${f%/*}/benchmark.json" '{id: $b[0].full_id, t: (.slope // .mean).point_estimate}' "$f"
done | jq -sc 'sort_by(.id)' >want
jq -c '[.benchmarks[] | {id, t: .time_ns.estimate}] | sort_by(.id)' benchmarks.json >got
t_ok "criterion-parse: text, tree and document agree" jq -en --slurpfile w want --slurpfile g got '$w == $g'

t_run env COPYBOOK_BENCH_FAULT=panic bench-exec -q -- cargo bench -p copybook-bench --bench faults -- --noplot
t_jq "a benchmark that panics is data" '.exit == 101 and .phase == "run" and (.errors[0] | test("^CBKB002: the benchmark failed with status 101: .*panicked at .*benches/faults.rs"))'
t_run env COPYBOOK_BENCH_FAULT=hang bench-exec -q -t 6 --grace 1 -- cargo bench -p copybook-bench --bench faults -- --noplot
t_jq "one that hangs is stopped" '.timed_out and (.errors[0] | startswith("CBKB001: benchmark execution timeout")) and (.stdout | test("faults/second"))'
t_is "and cargo's bench is gone" "$(find /proc -maxdepth 2 -name exe -lname "$W/target/*" 2>/dev/null)" ""
t_done
