# shellcheck shell=sh
# store.sh - for the tests of baseline-promote: documents as slo-check leaves
# them, and looks into a store.  Source it after tap.sh.

# doc DISPLAY COMP3 [COMMIT] [JQ-FILTER]: a perf.json on stdout
doc() {
	jq -n --argjson d "$1" --argjson c "$2" \
		--arg commit "${3:-1111111111111111111111111111111111111111}" '
	def metric(name; unit; v; id): {label: name, unit: unit, value: v,
		low: (v * 0.99), high: (v * 1.01), statistic: "slope", source: id,
		candidates: [{id: id, value: v}], samples: 100, cv: 0.004,
		location_se: 0.001};
	def bench(id; ns): {id: id,
		time_ns: {statistic: "slope", estimate: ns, low: (ns * 0.99), high: (ns * 1.01)},
		throughput: [], samples: {count: 100, cv: 0.004, location_ns: ns, location_se: 0.001}};
	{schema_version: "1.0", display_gibs: ($d * 100 | round / 100),
	 comp3_mibs: ($c * 10 | round / 10), warnings: [], errors: [],
	 _metadata: {timestamp: "2026-03-04T05:06:07Z", git_commit: $commit,
		git_branch: "main", git_dirty: false, rust_version: "1.90.0",
		environment: {platform: "linux", kernel: "6.1.0", arch: "x86_64",
			cpu_model: "Test CPU", cpu_cores: 4, memory_gb: 15.6,
			optimization_level: "release", governor: null,
			virtualization: null, fingerprint: "0123456789abcdef"},
		execution_context: {command: ["cargo", "bench"],
			execution_time_seconds: 12.5, config: {}, resources: {},
			safety_margins: {display_safety_factor: 56.6}},
		metrics: {display_gibs: metric("DISPLAY"; "GiB/s"; $d; "a/display/1"),
			comp3_mibs: metric("COMP-3"; "MiB/s"; $c; "a/comp3/1")},
		benchmarks: [bench("a/display/1"; 1000 / $d), bench("a/comp3/1"; 100000 / $c)],
		slo: {status: "PASS", passed: true, fail_on: "fail",
			compliance_level: "FullyCompliant", violations: [], notes: []},
		regression: {compared: false, reason: "not asked for", baseline: null,
			changes: [], drift: [], missing: [], added: []}}}
	| '"${4:-.}"
}

# history DIR N: N promotions at a usual noise
history() {
	h_i=0
	while [ "$h_i" -lt "$2" ]; do
		h_i=$((h_i + 1))
		doc "4.2$((h_i % 3))" "57$((h_i % 2))" "$(printf %040d "$h_i")" |
			baseline-promote -q -s "$1" >/dev/null || return 1
	done
}

# The records' types in one line.
types() { jq -r .type "$1"/history*.jsonl | tr '\n' ' '; }

# verified DIR RECORDS: the ledger verifies and has so many
verified() {
	v_got=$(baseline-promote -q -s "$1" --verify) || return 1
	[ "$(printf '%s' "$v_got" | jq -r '[.verified, .records] | @csv')" = "true,$2" ]
}
