# The job of criterion-parse | perf-json | slo-check | pr-comment --dry-run,
# from Criterion's console text (jq -Rn) to a comment, in jq alone.
def triple($units):
  capture("\\[\\s*(?<a>[\\d.]+)\\s+(?<ua>\\S+)\\s+(?<b>[\\d.]+)\\s+(?<ub>\\S+)\\s+(?<c>[\\d.]+)\\s+(?<uc>\\S+)\\]")
  | { low: ((.a | tonumber) * $units[.ua]), estimate: ((.b | tonumber) * $units[.ub]),
      high: ((.c | tonumber) * $units[.uc]) };
def escaped: gsub("(?<c>[\\\\|`*_\\[\\]()<>&!~#@])"; "\\\(.c)");
def fixed($n): (. * pow(10; $n) | round) / pow(10; $n);
{ ps: 0.001, ns: 1, "µs": 1000, us: 1000, ms: 1e6, s: 1e9 } as $time
| { "B/s": 1, "KiB/s": 1024, "MiB/s": 1048576, "GiB/s": 1073741824 } as $rate
| [ { key: "display_gibs", label: "DISPLAY", re: "display", unit: "GiB/s", size: 1073741824, decimals: 2, floor: 80e6 },
    { key: "comp3_mibs", label: "COMP-3", re: "comp3", unit: "MiB/s", size: 1048576, decimals: 1, floor: 40e6 } ] as $metrics
| reduce inputs as $line ({ found: [], last: "", change: false };
    if $line | test("^\\s*change:") then .change = true else . end
    | if (.change | not) and ($line | test("time:\\s+\\[")) then
        .found += [{ id: ((($line | capture("^(?<id>.*?)\\s*time:").id) as $i | if $i == "" then .last else $i end)),
          time_ns: ($line | triple($time)), throughput: [] }]
      elif (.change | not) and ($line | test("^\\s+thrpt:\\s+\\[")) then
        .found[-1].throughput += [$line | triple($rate)]
      else . end
    | if $line | test("^\\S") then .last = ($line | sub("\\s+$"; "")) | .change = false else . end)
| .found as $benchmarks
| (reduce $metrics[] as $m ({ schema_version: "1.0", warnings: [], errors: [], _metadata: { benchmarks: $benchmarks, metrics: {}, slo: { violations: [] } } };
    [$benchmarks[] | select((.id | test($m.re; "i")) and (.throughput | length > 0))] as $fit
    | if $fit == [] then .[$m.key] = 0.0 | .errors += ["CBKB002: no benchmark matches metric \($m.key)"]
      else ($fit | max_by(.throughput[0].estimate)) as $best
      | $best.throughput[0] as $r
      | .[$m.key] = ($r.estimate / $m.size | fixed($m.decimals))
      | ._metadata.metrics[$m.key] = { label: $m.label, unit: $m.unit, source: $best.id,
          value: ($r.estimate / $m.size), low: ($r.low / $m.size), high: ($r.high / $m.size),
          factor: ($r.estimate / $m.floor),
          candidates: [$fit[] | { id, value: (.throughput[0].estimate / $m.size) }] }
      | if $r.estimate < $m.floor then
          .errors += ["CBKB005: \($m.label) throughput \($r.estimate / 1e6 | fixed(2)) MB/s below enterprise floor of \($m.floor / 1e6 | fixed(2)) MB/s (deficit: \(($m.floor - $r.estimate) / 1e6 | fixed(2)) MB/s)"]
          | ._metadata.slo.violations += [{ metric: $m.key, kind: "floor", value: ($r.estimate / 1e6), limit: ($m.floor / 1e6) }]
        elif $r.estimate < 1.25 * $m.floor then
          .warnings += ["CBKB005: \($m.label) throughput \($r.estimate / 1e6 | fixed(2)) MB/s approaching floor threshold of \($m.floor / 1e6 | fixed(2)) MB/s (margin: \(($r.estimate - $m.floor) / 1e6 | fixed(2)) MB/s)"]
        else . end
      end))
| ([._metadata.metrics[].factor] | min) as $min
| ._metadata.slo.status = (if .errors != [] then "FAIL" elif .warnings != [] then "WARN" else "PASS" end)
| ._metadata.slo.compliance_level = (if .errors != [] then "NonCompliant"
    elif $min >= 10 and .warnings == [] then "FullyCompliant"
    elif $min >= 5 or .warnings == [] then "ConditionallyCompliant" else "RequiresAttention" end)
| . as $doc
| { method: "POST", url: null, body: ([
      "<!-- benchline: default -->",
      "Performance Report: \([$metrics[] | "\(.label): \($doc[.key]) \(.unit)"] | join(", ")) [\(._metadata.slo.status)]",
      "", "| metric | value | margin | benchmark |", "|---|---|---|---|",
      (._metadata.metrics[] | "| \(.label | escaped) | \(.value | fixed(2)) \(.unit) | \(.factor | fixed(1))x | \(.source | escaped) |"),
      "", "SLO compliance: \(._metadata.slo.compliance_level)",
      ((.errors[:5] + .warnings[:5])[] | "- \(escaped)")] | join("\n")) }
