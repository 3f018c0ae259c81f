#!/bin/sh
# serves: AC5, AC6, AC8, AC10
# slo-check: the verdict table, the set of benchmarks, comparisons, options,
# bad input.
. "${0%/*}/tap.sh"
mkdir config
cp "$TOP/config/thresholds.ini" config

# A document: VALUE is DISPLAY's in GiB/s.  The benchmark is the metric's own.
cat >make.jq <<'EOF'
def doc($value; $cpu; $incoming): {
  schema_version: "1.0", display_gibs: ($value * 100 | round / 100),
  comp3_mibs: 571.0,
  warnings: (if $incoming == "warning" then ["CBKB002: the run was noisy"] else [] end),
  errors: (if $incoming == "error" then ["CBKB002: the run failed"] else [] end),
  _metadata: {
    environment: (if $cpu then {arch: "x86_64", cpu_model: $cpu, cpu_cores: 4,
      optimization_level: "release",
      fingerprint: (if $cpu == "A" then "00000000000000aa" else "00000000000000bb" end)} else {} end),
    metrics: {
      display_gibs: {value: $value, unit: "GiB/s", statistic: "slope", cv: 0.01, location_se: 0.001},
      comp3_mibs: {value: 571.0, unit: "MiB/s", statistic: "slope", cv: 0.01, location_se: 0.001}}}};
EOF
doc() { # VALUE CPU INCOMING
	jq -n --argjson v "$1" --arg cpu "$2" --arg i "$3" \
		"$(cat make.jq) doc(\$v; (if \$cpu == \"\" then null else \$cpu end); \$i)"
}
# A ledger of promotions with these DISPLAY values, on CPU's fingerprint.
cat >ledger.py <<'EOF'
import hashlib, json, sys
fingerprint, prev = sys.argv[1], "0" * 64
for i, v in enumerate(sys.argv[2:]):
    line = json.dumps({"actor": "ci", "data": {"environment": {"fingerprint": fingerprint},
        "metrics": {"display_gibs": {"value": float(v), "unit": "GiB/s", "statistic": "slope"},
                    "comp3_mibs": {"value": 571.0, "unit": "MiB/s", "statistic": "slope"}},
        "benchmarks": {}, "timestamp": "2026-01-%02dT00:00:00Z" % (i + 1), "verdict": "PASS"},
        "prev": prev, "seq": i + 1, "subject": {"branch": "main", "commit": "%040x" % i, "pr": None},
        "time": "2026-01-%02dT00:00:00Z" % (i + 1), "type": "promote", "v": 1},
        sort_keys=True, separators=(",", ":"))
    print(line)
    prev = hashlib.sha256(line.encode()).hexdigest()
EOF
ledger() { python3 ledger.py "$@"; }

# 1. The table, every combination of its five columns.
echo broken >b.broken
for floor in above zone below; do
	case $floor in
	above) v=4.22 high=4.642 ;;
	zone) v=0.09 high=0.099 ;;
	below) v=0.05 high=0.055 ;;
	esac
	noisy=$(awk "BEGIN { for (i = 0; i < 12; i++) printf \"%g \", $high * (1 + (i * 7 % 12 - 5.5) / 18) }")
	for env in same other unknown; do
		cpu=A fp=00000000000000aa here=A
		case $env in
		other) cpu=B fp=00000000000000bb ;;
		unknown) here= ;;
		esac
		doc "$v" "$cpu" - >"b.$floor.$env.level"
		doc "$high" "$cpu" - >"b.$floor.$env.higher"
		for i in - warning error; do
			doc "$v" "$here" "$i" >"in.$floor.$env.$i"
		done
		# shellcheck disable=SC2086 # words are wanted
		{
			ledger "$fp" "$v" "$v" "$v" "$v" "$v" "$v" "$v" "$v" "$v" "$v" "$v" "$v" >"h.$floor.$env.level"
			ledger "$fp" $high $high $high $high $high $high $high $high $high $high $high $high >"h.$floor.$env.higher"
			ledger "$fp" $noisy >"h.$floor.$env.noisy"
			ledger "$fp" $high $high >"h.$floor.$env.short"
		}
	done
done
mkdir runs
k=0 ran=0 every=1
[ -z "${BENCHLINE_VALGRIND:-}" ] || every=7 # some for every row, even so
for floor in above zone below; do
	for b in - level higher absent broken; do
		for h in - level higher noisy short; do
			for env in same other unknown; do
				for i in - warning error; do
					k=$((k + 1))
					[ $(((k + 5) % every)) = 0 ] || continue
					ran=$((ran + 1))
					set --
					case $b in
					-) ;;
					absent) set -- -b nowhere/x.json ;;
					broken) set -- -b b.broken ;;
					*) set -- -b "b.$floor.$env.$b" ;;
					esac
					[ $h = - ] || set -- "$@" -H "h.$floor.$env.$h"
					n=runs/$floor,$b,$h,$env,$i
					slo-check "$@" <"in.$floor.$env.$i" >"$n.out" 2>"$n.err"
					echo $? >"$n.rc"
				done
			done
		done
	done
done
cat >table.py <<'EOF'
import json, os, re, sys
rows = [l.rstrip("\n").split("\t") for l in open(sys.argv[1]) if not l.startswith("#")]
def fits(want, got):
    if want == "*": return True
    if len(want) > 1 and want[0] == "!": return got != want[1:]
    return got in want.split("|")
used, bad = [0] * len(rows), [[] for _ in rows]
for name in sorted(f[:-3] for f in os.listdir("runs") if f.endswith(".rc")):
    case = name.split(",")
    n, row = next((n, r) for n, r in enumerate(rows) if all(map(fits, r[:5], case)))
    used[n] += 1
    status, passed, rc, message = row[5:]
    out, err = open(f"runs/{name}.out").read(), open(f"runs/{name}.err").read()
    got = [int(open(f"runs/{name}.rc").read())]
    if out:
        d = json.loads(out)
        s = d["_metadata"]["slo"]
        got += [s["status"], s["passed"]]
        texts = d["errors"] + d["warnings"]
        ok = got == [int(rc), status, passed == "true"] and err.count("\n") == 1 \
            and err.endswith("[%s]\n" % status)
    else:
        texts = [err]
        ok = got == [int(rc)] and status == "-" and err.count("\n") == 1
    if message == "-": ok = ok and not texts
    else: ok = ok and any(re.search(message, t) for t in texts)
    if not ok: bad[n].append(f"{name}: {got} {texts} {err}")
for n, row in enumerate(rows):
    print("not ok" if bad[n] or not used[n] else "ok", " ".join(row), "(%d cases)" % used[n], sep="\t")
    for b in bad[n][:3]: print("#", b)
EOF
python3 table.py "$DATA/slo/verdicts.tsv" >table.out
while IFS='	' read -r result row cases; do
	case $result in
	ok) t_pass "table: $row $cases" ;;
	not*) t_fail "table: $row $cases" "$(grep '^#' table.out | head -n 3)" ;;
	esac
done <table.out
t_is "675 combinations" "$k $(find runs -name "*.rc" | grep -c .)" "675 $ran"
awk 'BEGIN { FS = "\t" }
	/^# floor\t/ { sub(/^# /, ""); sub(/environment/, "from"); sub(/incoming/, "earlier") }
	/^#/ { next }
	{ gsub(/ [.][*]/, " ...")
	  printf "%-6s %-12s %-7s %-7s %-8s %-6s %-6s %-4s %s\n", $1, $2, $3, $4, $5, $6, $7, $8, $9 }' \
	"$DATA/slo/verdicts.tsv" >man.want
sed -n '/^floor .*message$/,/^.Ed$/{/^.Ed$/!p}' "$TOP/man/slo-check.1" >man.got
t_is "the manual prints the table" "$(cat man.got)" "$(cat man.want)"

# 2. Exactly at the threshold, from a hand-written baseline.
bare() { printf '{"display_gibs": %s, "comp3_mibs": 571.0, "warnings": [], "errors": [], "timestamp": 1, "commit": "x", "status": "ok"}\n' "$1"; }
bare 4.00 >four.json
bare 3.80 >in.json
t_run slo-check -b four.json <in.json
t_exp "5.000 % is not a regression" 0 '*' \
	'Performance Report: DISPLAY: 3.80 GiB/s, COMP-3: 571 MiB/s [PASS]'
t_jq "compared, and said to be with a baseline alone" \
	'._metadata.regression | .compared and (.reason | test("baseline alone"))'
bare 3.79 >in.json
t_run slo-check -b four.json <in.json
t_exp "5.25 % is" 0 '*' \
	'Performance Report: DISPLAY: 3.79 GiB/s, COMP-3: 571 MiB/s [WARN]'
t_jq "its message" '.warnings == ["CBKB005: DISPLAY throughput 4069.48 MB/s dropped 5.25 % from 4294.97 MB/s (threshold 5.00 %, baseline alone, so noise is not known)"]'
t_jq "unknown keys pass through, in their order" \
	'keys_unsorted == ["display_gibs","comp3_mibs","warnings","errors","timestamp","commit","status","_metadata"]'
t_jq "the violation" '[._metadata.slo.violations[] | select(.kind == "regression") | .deficit |= (. * 1e9 | round / 1e9)] == [{"metric":"display_gibs","kind":"regression","value":3.79,"limit":3.8,"deficit":.01,"unit":"GiB/s","severity":"warning"}]'
t_run slo-check --fail-on warn -b four.json <in.json
t_exp "--fail-on warn" 1 '*' '~\[WARN\]'
t_jq "passed is false" '._metadata.slo | .status == "WARN" and .passed == false and .fail_on == "warn"'
t_run slo-check --fail-on warn --exit-zero -b four.json <in.json
t_exp "--exit-zero" 0 '*' '~\[WARN\]'
t_run slo-check -q -b four.json <in.json
t_exp "-q" 0 '*' ''
bare 4.3 >in.json
t_run slo-check -b four.json <in.json
t_jq "an improvement is a note" '.warnings == [] and (._metadata.slo.notes | any(test("DISPLAY throughput .* rose 7.50 %")))'
for m in 0.09 0.05; do
	bare $m >in.json
	t_run slo-check <in.json
	cp out first
	t_run slo-check <first
	t_ok "run twice at $m, it changes nothing" cmp out first
done
bare 0.05 >in.json
t_run slo-check <in.json
t_jq "the floor's message" '.errors == ["CBKB005: DISPLAY throughput 53.69 MB/s below enterprise floor of 80.00 MB/s (deficit: 26.31 MB/s)"]'
t_jq "level and margins" '._metadata.slo.compliance_level == "NonCompliant" and (._metadata.execution_context.safety_margins | .comp3_safety_factor == 14.968422 + 0.000002400000000000000 or (.comp3_safety_factor - 14.968422 | fabs) < 0.00001)'
bare 0.09 >in.json
t_run slo-check <in.json
t_jq "the zone's message" '.warnings == ["CBKB005: DISPLAY throughput 96.64 MB/s approaching floor threshold of 80.00 MB/s (margin: 16.64 MB/s)"]'

# 3. The set of benchmarks.
with() { # IDS… : a document with these benchmarks, 100 ns each
	doc 4.22 A - | jq '._metadata.benchmarks = [$ARGS.positional[] |
		{id: ., time_ns: {estimate: 100, statistic: "slope"}, throughput: [], samples: null}]' --args "$@"
}
with a b/1 b/2 >base.json
with a b/1 new >in.json
t_run slo-check -b base.json <in.json
t_exp "a missing benchmark" 1 '*' '~\[FAIL\]'
t_jq "is an error, a new one a warning" '.errors == ["CBKB005: b/2: in the baseline, missing in this run"] and .warnings == ["CBKB005: new: new, not in the baseline"]'
t_jq "both are listed" '._metadata.regression | .missing == ["b/2"] and .added == ["new"]'
t_jq "a violation" '._metadata.slo.violations | map(select(.kind == "missing")) | map(.metric) == ["b/2"]'
printf '\n[benchmark:b/*]\nallow_missing = true\n' >>config/thresholds.ini
with a b/1 >in.json
t_run slo-check -b base.json <in.json
t_exp "allow_missing" 0 '*' '~\[PASS\]'
t_jq "is a note" '._metadata.slo.notes | any(test("^b/2: .*allowed"))'
with >in.json
t_run slo-check <in.json
t_exp "none at all" 1 '*' '~\[FAIL\]'
t_jq "is an error" '.errors == ["CBKB005: benchmarks: none in this run at all"]'
bare 4.22 >in.json
t_run slo-check -b base.json <in.json
t_jq "a document without a list is never a plain PASS" '.warnings == ["CBKB005: benchmarks: not compared: this document lists none"]'
cp "$TOP/config/thresholds.ini" config

# 4. Benchmarks by id, with thresholds and gates of their own.
slower() { # FACTOR ID
	with display/a other/b | jq --argjson f "$1" --arg id "$2" \
		'(._metadata.benchmarks[] | select(.id == $id).time_ns.estimate) *= $f'
}
with display/a other/b >base.json
slower 1.06 other/b >in.json
t_run slo-check -b base.json <in.json
t_jq "a benchmark's drop, baseline alone" '.warnings == ["CBKB005: other/b: time 106.00 ns rose 6.00 % from 100.00 ns (threshold 5.00 %, baseline alone, so noise is not known)"]'
t_jq "its change" '._metadata.regression.changes[] | select(.id == "other/b") | .change > 0.0599 and .change < 0.0601 and .verdict == "drop" and .kind == "benchmark"'
printf '\n[benchmark:other/*]\nregression_threshold = 0.10\n' >>config/thresholds.ini
t_run slo-check -b base.json <in.json
t_exp "its own threshold" 0 '*' '~\[PASS\]'
cp "$TOP/config/thresholds.ini" config
printf '\n[benchmark:other/*]\ndirection = higher\n' >>config/thresholds.ini
t_run slo-check -b base.json <in.json
t_exp "direction = higher" 0 '*' '~\[PASS\]'
cp "$TOP/config/thresholds.ini" config
bench_ledger() { # 8 promotions, 100 ns each
	python3 - <<'EOF'
import hashlib, json
prev = "0" * 64
for i in range(8):
    line = json.dumps({"actor": "ci", "data": {"environment": {"fingerprint": "00000000000000aa"}, "metrics": {},
        "benchmarks": {k: {"statistic": "slope", "time_ns": 100.0} for k in ("display/a", "other/b")},
        "verdict": "PASS"}, "prev": prev, "seq": i + 1, "subject": {"commit": "c%d" % i}, "time": "2026-01-01T00:00:00Z",
        "type": "promote", "v": 1}, sort_keys=True, separators=(",", ":"))
    print(line)
    prev = hashlib.sha256(line.encode()).hexdigest()
EOF
}
bench_ledger >ledger
slower 1.15 display/a >in.json
t_run slo-check -H ledger <in.json
t_exp "a metric's benchmark 15 % slower, proven" 1 '*' '~\[FAIL\]'
t_jq "with the right id" '.errors | length == 1 and (.[0] | test("^CBKB005: display/a: time 115.00 ns rose 15.00 % from 100.00 ns .*8 runs"))'
slower 1.15 other/b >in.json
t_run slo-check -H ledger <in.json
t_exp "one that belongs to no metric" 0 '*' '~\[WARN\]'
printf '\n[benchmark:other/*]\ngate = fail\n' >>config/thresholds.ini
t_run slo-check -H ledger <in.json
t_exp "gate = fail" 1 '*' '~\[FAIL\]'
cp "$TOP/config/thresholds.ini" config
printf '\n[benchmark:display/*]\ngate = warn\n' >>config/thresholds.ini
slower 1.15 display/a >in.json
t_run slo-check -H ledger <in.json
t_exp "gate = warn" 0 '*' '~\[WARN\]'
cp "$TOP/config/thresholds.ini" config
sed 's/^comp3_mibs = /display_gibs.gate = warn\n&/' "$TOP/config/thresholds.ini" >config/thresholds.ini
t_run slo-check -H ledger <in.json
t_exp "a benchmark follows its metric's gate" 0 '*' '~\[WARN\]'
t_run slo-check -H h.above.same.higher <in.above.same.-
t_exp "the metric itself too" 0 '*' '~\[WARN\]'
cp "$TOP/config/thresholds.ini" config

# 5. What can't be compared is said.
jq '._metadata.metrics.display_gibs.statistic = "mean"' base.json >b.json
t_run slo-check -b b.json <base.json
t_jq "another statistic" '.warnings == ["CBKB005: DISPLAY: not compared: statistic differs (slope, mean)"]'
jq '._metadata.metrics.display_gibs.unit = "MB/s"' base.json >b.json
t_run slo-check -b b.json <base.json
t_jq "another unit" '.warnings == ["CBKB005: DISPLAY: not compared: unit differs (GiB/s, MB/s)"]'
jq '._metadata.benchmarks[].time_ns.statistic = "mean"' base.json >b.json
t_run slo-check -b b.json <base.json
t_jq "a benchmark's other statistic" '.warnings == ["CBKB005: display/a: not compared: statistic differs (slope, mean), and 1 more benchmarks"]'
jq '._metadata.environment.cpu_cores = 8 | ._metadata.environment.optimization_level = "dev"' base.json >b.json
t_run slo-check -b b.json <base.json
t_jq "core count and optimization level" '.warnings == ["CBKB005: not compared: core count differs (4, 8), optimization level differs (release, dev)"] and ._metadata.regression.compared == false'
t_run slo-check --require-baseline -b b.json <base.json
t_exp "--require-baseline makes it an error" 1 '*' '~\[FAIL\]'
t_run slo-check --require-baseline -b nowhere <base.json
t_exp "and so a missing baseline" 1 '*' '~\[FAIL\]'
t_jq "says what is missing" '.errors[0] == "CBKB005: nothing to compare with: '"'nowhere'"' is not there"'
t_run slo-check --require-baseline <base.json
t_exp "--require-baseline without -b or -H" 2 '' '~needs -b or -H'
t_run slo-check -b "$W/nowhere/baseline.json" <base.json
t_ok "no absolute path in the document" sh -c "! grep -F '$W' out"
t_run sh -c 'cat ledger | slo-check -q -H /dev/fd/3 3<&0 <base.json'
t_exp "a history that can't be read twice loses no record" 4 '' "slo-check: can't read '/dev/fd/3' twice: Illegal seek"
t_run slo-check -H ledger.absent <base.json
t_jq "a history that is not there" '.warnings | any(test("history: nothing to compare with: .ledger.absent. is not there"))'
sed 's/"prev":"[0-9a-f]\{8\}/"prev":"00000000/' ledger >broken-chain
t_run slo-check -H broken-chain <base.json
t_jq "a chain that does not hold" '.warnings[0] == "CBKB005: history: the ledger'"'"'s chain does not hold at record 2"'
t_jq "a metric that the history does not have" '.warnings[1:] == ["DISPLAY", "COMP-3" | "CBKB005: \(.): not compared: the history has no comparable run of it"]'

# 5b. What might look like a PASS.  FULL is a document with all that a run has.
full() { # FACTOR of display/a's time
	with display/a comp3/b | jq --argjson f "$1" '._metadata.benchmarks = [
		{id: "display/a", time_ns: {estimate: (100 * $f), statistic: "slope"}, samples: null,
		 throughput: [{kind: "bytes", per_iteration: 1000, per_second: {estimate: (1e10 / $f)}}]},
		{id: "comp3/b", time_ns: {estimate: 50, statistic: "slope"}, samples: null,
		 throughput: [{kind: "elements", per_iteration: 5, per_second: {estimate: 1e8}}]}]'
}
full 1 >full.json
for i in 1 2 3 4 5 6; do jq -c . full.json; done >six.jsonl
try() { # NAME WARNING FILTER ARGUMENT… : the document FILTERed; these warnings
	name=$1 want=$2 filter=$3
	shift 3
	jq "$filter" full.json >odd.json
	t_run slo-check -q "$@" <odd.json
	t_is "$name" "$rc $(jq -r '._metadata.slo.status, .errors[], .warnings[]' out | sed 's/^CBKB005: //' | tr '\n' '|')" "$want"
}
try "a history alone: the same" "0 PASS|" . -H six.jsonl
try "a history alone: a benchmark is gone" \
	"1 FAIL|comp3/b: in the history's last run, missing in this run|" \
	'del(._metadata.benchmarks[1])' -H six.jsonl
try "a history alone: one is renamed" \
	"1 FAIL|display/a: in the history's last run, missing in this run|display/z: new, not in the history's last run|" \
	'._metadata.benchmarks[0].id = "display/z"' -H six.jsonl
try "a history alone: no list" \
	"0 WARN|benchmarks: not compared: this document lists none|" \
	'del(._metadata.benchmarks)' -H six.jsonl
jq -c 'del(._metadata.benchmarks)' full.json >list-less.json
try "a baseline without a list: the history has one" \
	"1 FAIL|comp3/b: in the history's last run, missing in this run|" \
	'del(._metadata.benchmarks[1])' -b list-less.json -H six.jsonl
# A run whose own interval is wide can't prove what six calm ones do.
slower='._metadata.metrics.display_gibs |= (.value *= .88 | .low = .value * (1 - $w) | .high = .value * (1 + $w))
	| .display_gibs = (._metadata.metrics.display_gibs.value * 100 | round / 100)'
try "12 % less, measured to 1 %" \
	"1 FAIL|DISPLAY throughput 3987.45 MB/s dropped 12.00 % from 4531.19 MB/s (threshold 5.00 %, interval -13.52 % to -10.45 %, 6 runs)|" \
	".01 as \$w | $slower" -H six.jsonl
try "12 % less, measured to 15 %" \
	"0 WARN|DISPLAY throughput 3987.45 MB/s dropped 12.00 % from 4531.19 MB/s (threshold 5.00 %, interval -29.33 % to +9.59 %, 6 runs): inconclusive, run again|" \
	".15 as \$w | $slower" -H six.jsonl
jq -c '._metadata.environment.fingerprint = "00000000000000bb"' six.jsonl >others.jsonl
try "a history of another machine" \
	"0 WARN|nothing to compare with: no comparable run in the history|" . -H others.jsonl
jq -c '._metadata.metrics.display_gibs.statistic = "mean"' six.jsonl >mean.jsonl
try "a history whose metric has another statistic" \
	"0 WARN|DISPLAY: not compared: the history has no comparable run of it|" . -H mean.jsonl
jq -c '._metadata.metrics.display_gibs.unit = "MB/s"' six.jsonl >unit.jsonl
try "a history whose metric has another unit" \
	"0 WARN|DISPLAY: not compared: the history has no comparable run of it|" . -H unit.jsonl
jq -c '._metadata.benchmarks[].time_ns.statistic = "mean"' six.jsonl >mean.jsonl
try "a history whose benchmarks have another statistic" \
	"0 WARN|display/a: not compared: the history has no comparable run of it, and 1 more benchmarks|" . -H mean.jsonl
try "more bytes an iteration than the baseline's, at the same time" \
	"0 WARN|display/a: not compared: bytes per iteration differ (2000, 1000)|" \
	'._metadata.benchmarks[0].throughput[0].per_iteration = 2000' -b full.json
try "the same in bits: the same" "0 PASS|" \
	'._metadata.benchmarks[0].throughput[0] |= (.kind = "bits" | .per_iteration = 8000)' -b full.json
try "fewer elements, in less time" \
	"0 WARN|comp3/b: not compared: elements per iteration differ (2, 5)|" \
	'._metadata.benchmarks[1] |= (.throughput[0].per_iteration = 2 | .time_ns.estimate = 20)' -b full.json
try "twice the bytes in twice the time is no regression" \
	"0 WARN|display/a: not compared: bytes per iteration differ (2000, 1000)|" \
	'._metadata.benchmarks[0] |= (.throughput[0].per_iteration = 2000 | .time_ns.estimate = 200)' -b full.json -H six.jsonl
try "a time of 0" \
	"0 WARN|display/a: not compared: a time of 0 is no measurement|" \
	'._metadata.benchmarks[0].time_ns.estimate = 0' -b full.json
jq '._metadata.benchmarks[0].time_ns.estimate = 0' full.json >zero.json
try "a time of 0 in the baseline" \
	"0 WARN|display/a: not compared: a time of 0 is no measurement|" . -b zero.json
jq '._metadata.benchmarks[0].time_ns.estimate = 1e300' full.json >odd.json
t_run slo-check -q -b full.json <odd.json
t_jq "a time of 1e300 ns" '._metadata.slo.status == "WARN" and (.warnings[0] | startswith("CBKB005: display/a: time 1.000e+291 s rose "))'
try "a throughput of 0" "1 FAIL|DISPLAY throughput 0.00 MB/s below enterprise floor of 80.00 MB/s (deficit: 80.00 MB/s)|" \
	'.display_gibs = 0 | ._metadata.metrics.display_gibs.value = 0' -b full.json
jq '._metadata.metrics.parse_time_ms = {value: 5, unit: "ms", statistic: "slope", cv: 0.01}' full.json >optional.json
try "an optional metric that the baseline has" \
	"0 WARN|Parse: not compared: in the baseline, not in this run|" . -b optional.json
printf '{"display_gibs": NaN, "comp3_mibs": 1, "warnings": [], "errors": []}' >bad
t_run slo-check <bad
t_exp "NaN" 3 '' '~CBKB003: .*standard input'
printf '{"display_gibs": 1e999, "comp3_mibs": 1, "warnings": [], "errors": []}' >bad
t_run slo-check <bad
t_exp "1e999" 3 '' '~CBKB003: .*standard input'
for v in 1e308 1e-308; do
	bare $v >odd.json
	t_run slo-check <odd.json
	t_is "$v GiB/s: FAIL" "$rc $(jq -r ._metadata.slo.status out)" "1 FAIL"
done

try "the best hides one below the floor: a note" "0 PASS|" \
	'._metadata.metrics.display_gibs.slowest = {id: "display/slow", value: 0.05}' -b full.json
t_jq "its words" '._metadata.slo.notes | index("DISPLAY: benchmark '"'display/slow'"' alone, 53.69 MB/s, is below the floor")'

# 5c. A regression on a disturbed machine is one, and says so.
jq '.display_gibs = 3.5 | ._metadata.metrics.display_gibs.value = 3.5 | ._metadata.benchmarks[0].time_ns.estimate = 121
	| ._metadata.execution_context.disturbances = ["other processes used 80 % of the CPUs during the run"]' full.json >odd.json
t_run slo-check -q -H six.jsonl <odd.json
t_exp "a disturbed run's regression fails" 1 '*' ''
t_jq "and says that it was" '(.errors + .warnings | length == 2 and all(endswith(": the machine was disturbed meanwhile, run again")))
	and ([._metadata.regression.changes[].why] | index("over the threshold and beyond the noise, on a disturbed machine"))'
jq '._metadata.execution_context.disturbances = []' odd.json >calm.json
t_run slo-check -q -H six.jsonl <calm.json
t_jq "on a calm one it does not" '.errors + .warnings | any(test("disturbed")) | not'

# 6. A store.
mkdir -p store/baselines
cp base.json store/baselines/00000000000000aa.json
jq '._metadata.environment += {cpu_model: "B", fingerprint: "00000000000000bb"} | .display_gibs = 9 | ._metadata.metrics.display_gibs.value = 9' base.json >store/baseline.json
t_run slo-check -b store <base.json
t_jq "the baseline of this environment is taken" '._metadata.regression | .baseline.source == "baselines/00000000000000aa.json" and .compared and (.changes | map(.change) | max) == 0'
cp ledger store/history.jsonl
t_run slo-check -b store <in.json
t_jq "the ledger in it is the history" '._metadata.regression.runs == 8'
cp base.json store/one.json
t_run slo-check -b store/one.json <in.json
t_jq "and so is the one beside a file" '._metadata.regression.runs == 8'
rm store/baselines/00000000000000aa.json store/history.jsonl
t_run slo-check -b store <base.json
t_jq "another machine's is not" '.warnings == ["CBKB005: not compared: CPU model differs (A, B)"]'
rm store/baseline.json
t_run slo-check -b store <base.json
t_jq "an empty store" '.warnings[0] == "CBKB005: nothing to compare with: no baseline for this environment in '"'store'"'"'
for i in 1 2 3 4; do bare 4.22; done >hand.jsonl
bare 3.5 >in.json
t_run slo-check -H hand.jsonl <in.json
t_exp "a history of hand-written documents" 1 '*' '~\[FAIL\]'
t_jq "counts their runs" '._metadata.regression.reason == "4 comparable runs"'

# 7. Slow drift: ten promotions, 0.8 % each.
# shellcheck disable=SC2046 # words are wanted
ledger 00000000000000aa $(awk 'BEGIN { for (i = 0; i < 12; i++) printf "%g ", 4.6 * .992 ^ i }') >ledger.drift
doc "$(awk 'BEGIN { printf "%.4f", 4.6 * .992 ^ 12 }')" A - >in.json
t_run slo-check -H ledger.drift <in.json
t_exp "slow drift" 0 '*' '~\[WARN\]'
t_jq "is told" '(.warnings | any(test("DISPLAY throughput .* has drifted: -[0-9.]+ % from"))) and (._metadata.regression.drift | length == 1 and .[0].id == "display_gibs")'

# 8. At most 50 messages of 500 characters; hostile names.
with a >in.json
# shellcheck disable=SC2046 # words are wanted
with a $(seq 100) >b.json
t_run slo-check -q -b b.json <in.json
t_jq "100 missing: 50 entries" '.errors | length == 50 and .[49] == "CBKB005: … and 51 more errors"'
cp out first
t_run slo-check -q -b b.json <first
t_ok "and the same the second time" cmp out first
python3 - <<'EOF'
import json
d = json.load(open("in.json"))
names = ["::error::x\n::set-output name=a::b", "<script>alert(1)</script>", "\x1b[31mred\x1b[0m",
         "![x](http://e.invalid)|`|", "x" * 1000000, "\u202eevil", "a/" * 300]
d["_metadata"]["benchmarks"] = [{"id": n, "time_ns": {"estimate": 1}} for n in names]
json.dump(d, open("hostile.json", "w"))
EOF
t_run slo-check -v -b hostile.json <in.json
t_exp "hostile names" 1 '*' '~^slo-check: configuration: config/thresholds.ini slo-check: baseline: hostile.json, commit unknown, time unknown slo-check: compared: [^:]* slo-check: display_gibs: ok: [^:]* slo-check: comp3_mibs: ok: [^:]* Performance Report: [^[]*\[FAIL\]'
t_jq "every message is one line of at most 500" '.errors | length == 7 and all(length <= 500 and (test("[\u0000-\u001f\u007f\u202e]") | not))'
t_jq "ids stay as they are" '._metadata.regression.missing | map(length) | max == 1000000'

# 9. Usage.
t_run slo-check -h
t_exp "-h" 0 '~^usage: slo-check .*--require-baseline' ''
t_run slo-check --version
t_exp "--version" 0 '~^slo-check \(benchline\) [0-9.]+' ''
t_run slo-check --nonsense
t_exp "unknown option" 2 '' "~^slo-check: unrecognized option '--nonsense' usage: slo-check"
t_run slo-check --fail-on never
t_exp "--fail-on never" 2 '' "~^slo-check: --fail-on takes 'warn' or 'fail', not 'never' usage"
t_run slo-check operand
t_exp "operand" 2 '' "~^slo-check: unexpected operand 'operand' usage"
t_run slo-check -c nowhere.ini </dev/null
t_exp "no such configuration" 2 '' '~nowhere.ini'
t_run slo-check --show-config
t_exp "--show-config" 0 '~\[metrics\].*display_gibs' ''

# 10. Bad input.
t_run slo-check </dev/null
t_exp "empty stdin" 3 '' 'slo-check: CBKB003: standard input is empty (did the program before this one fail?)'
printf '{"display_gibs": 4' >bad
t_run slo-check <bad
t_exp "truncated" 3 '' '~^slo-check: CBKB003: .*line 1 column 19 \(standard input\)'
printf '{"display_gibs": "4", "comp3_mibs": 1, "warnings": [], "errors": []}' >bad
t_run slo-check <bad
t_exp "wrong type" 3 '' "slo-check: CBKB003: expected a number at '/display_gibs', got a string (standard input)"
printf '{"comp3_mibs": 1, "warnings": [], "errors": []}' >bad
t_run slo-check <bad
t_exp "a headline metric is not there" 3 '' "slo-check: CBKB003: expected a number at '/display_gibs', got nothing (standard input)"
printf '{"display_gibs": -4, "comp3_mibs": 1, "warnings": [], "errors": []}' >bad
t_run slo-check <bad
t_exp "negative" 3 '' "slo-check: CBKB003: expected a number of at least 0.0 at '/display_gibs', got -4.0 (standard input)"
printf '{"errors": [], "errors": []}' >bad
t_run slo-check <bad
t_exp "duplicate key" 3 '' '~^slo-check: CBKB003: duplicate object key.*standard input'
jq '.display_gibs = 4.3' base.json >bad
t_run slo-check <bad
t_exp "two figures that do not agree" 3 '' "slo-check: CBKB003: expected 4.22 at '/display_gibs', as '/_metadata/metrics/display_gibs/value' rounds to, got 4.2999999999999998 (standard input)"
jq '._metadata.metrics.display_gibs.unit = "ms"' base.json >bad
t_run slo-check <bad
t_exp "a unit that does not fit" 3 '' "slo-check: CBKB003: expected a unit like GiB/s at '/_metadata/metrics/display_gibs/unit', got 'ms' (standard input)"
t_run slo-check -b bad <base.json
t_jq "in a baseline it is not compared" '.warnings == ["CBKB005: DISPLAY: not compared: unit differs (GiB/s, ms)"]'
t_run slo-check -H b.broken <base.json
t_exp "broken history" 3 '' '~^slo-check: CBKB003: .*b.broken'
t_run sh -c 'slo-check <base.json >/dev/full'
t_exp "/dev/full" 4 '' '~can.t write standard output: No space left on device'
t_run sh -c 'slo-check <base.json >&-'
t_exp "closed stdout" 4 '' '~can.t write standard output'
t_run sh -c 'slo-check <&-'
t_exp "closed stdin" 3 '' '~standard input is empty'
t_run sh -c '{ slo-check <hostile.json; echo $? >rc; } 2>/dev/null | :; cat rc'
t_exp "closed pipe" 0 '~^(141|4|0|1) *$' ''
t_done
