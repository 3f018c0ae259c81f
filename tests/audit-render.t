#!/bin/sh
# serves: AC7, AC8, AC10
# audit-render: the reports, what they say of the chain, every form, options,
# templates, bad input.
. "${0%/*}/tap.sh"
cp -r "$TOP/config" config
scene() { python3 "$TOP/tests/audit_ledger.py" "$1" >"$1.jsonl"; }
reader() { python3 "$TOP/tests/audit_read.py" "$@"; }
"$BUILD/tests/make-ledger" -n 120 -m 8 -b 4 >ledger.jsonl
scenes='one three nopromotions red many long scripts hostile year backwards
	notime units kinds bare nasty'
for s in $scenes; do
	scene $s
done
usage=$(audit-render -h | sed -n '/^usage/,/^Make/p' | sed '$d')

# ---- what everybody must have ----
t_run audit-render -h
t_exp "-h" 0 '~^usage: audit-render .*-V, --version' ''
t_run audit-render --help
t_exp "--help" 0 '~^usage: audit-render ' ''
t_run audit-render -V
t_exp "-V" 0 '~^audit-render \(benchline\) [0-9]' ''
t_run audit-render --nonsense
t_exp "unknown option" 2 '' "audit-render: unrecognized option '--nonsense'
$usage"
t_run audit-render
t_exp "no type" 2 '' "audit-render: no type of report given
$usage"
t_run audit-render -t audit more
t_exp "an argument" 2 '' "audit-render: unexpected argument 'more'
$usage"
t_run audit-render -t weekly
t_exp "unknown type" 2 '' "audit-render: unknown type 'weekly'
$usage"
t_run audit-render -t audit -f docx
t_exp "unknown format" 2 '' "audit-render: unknown format 'docx'
$usage"
t_run audit-render -t audit -f junit
t_exp "junit of an audit" 2 '' "audit-render: only the performance report comes as junit
$usage"
t_run audit-render -t audit -f all
t_exp "-f all without -o" 2 '' "audit-render: -f all needs -o DIR
$usage"
for bad in 2026-13 2026-02-30 yesterday 2026 '' 2026-1-1; do
	t_run audit-render -t audit --since "$bad"
	t_exp "--since '$bad'" 2 '' "audit-render: unknown time '$bad'
$usage"
done
t_run audit-render -t audit --since 2026-05 --until 2026-04
t_exp "a period that ends before it begins" 2 '' \
	"audit-render: the period ends before it begins
$usage"
for t in performance audit trend compliance; do
	t_run sh -c "audit-render -t $t </dev/null"
	t_exp "$t: empty stdin" 3 '' 'audit-render: CBKB003: standard input is empty (did the program before this one fail?)'
done
t_run sh -c 'audit-render -t audit <&-'
t_exp "closed stdin" 3 '' 'audit-render: CBKB003: standard input is empty (did the program before this one fail?)'
t_run sh -c 'audit-render -t audit <ledger.jsonl >&-'
t_exp "closed stdout" 4 '' '~^audit-render: can.t write standard output'
for f in json html md; do
	t_run sh -c "audit-render -t audit -f $f <ledger.jsonl >/dev/full"
	t_exp "/dev/full, $f" 4 '' '~^audit-render: can.t write standard output: No space left on device'
done
t_run sh -c '{ audit-render -t audit <year.jsonl; echo $? >rc; } | head -c 1; exit $(cat rc)'
[ "$rc" = 141 ] || [ "$rc" = 4 ] && t_pass "closed pipe" || t_fail "closed pipe" "$rc"

# ---- input that is none ----
printf '{"a": 1' >bad
t_run audit-render -t audit <bad
t_exp "a line without end" 3 '' '~^audit-render: CBKB00[36]: .*$'
printf '{"v": 1}\n' >bad
t_run audit-render -t audit <bad
t_exp "JSON that is no record" 3 '' '~^audit-render: CBKB006: line 1 is no ledger record: .*\(standard input\)'
printf 'hello\n' >bad
t_run audit-render -t trend <bad
t_exp "no JSON" 3 '' '~^audit-render: CBKB006: line 1 is no ledger record: .*$'
printf '{"display_gibs": 4.2,' >bad
t_run audit-render -t performance <bad
t_exp "truncated perf.json" 3 '' '~^audit-render: CBKB003: .*line 1.*$'
printf '{"display_gibs": "fast", "comp3_mibs": 1, "warnings": [], "errors": []}' >bad
t_run audit-render -t performance <bad
t_exp "wrong type" 3 '' "~^audit-render: CBKB003: expected a number at '/display_gibs', got a string.*$"
printf '{"display_gibs": 1, "display_gibs": 1, "comp3_mibs": 1, "warnings": [], "errors": []}' >bad
t_run audit-render -t performance <bad
t_exp "duplicate key" 3 '' '~^audit-render: CBKB003: .*duplicate.*$'
grep -v '"type":"\(run\|promote\|refuse\|override\)"' kinds.jsonl | head -1 >norun.jsonl
t_run audit-render -t performance <norun.jsonl
t_exp "a ledger without a run" 3 '' \
	'audit-render: CBKB007: no run in the ledger to report on (standard input)'

# ---- the chain ----
t_run audit-render -t audit <ledger.jsonl
t_exp "a whole ledger" 0 '*' ''
t_jq "is verified" '.chain.state == "verified" and .state == "ok" and
	(.headline | startswith("The record is intact. "))'
jq -cS . out >sorted
t_is "its keys are sorted" "$(jq -c . out | cmp - sorted && echo so)" so
t_is "and recomputed otherwise it is the same" \
	"$(reader chain ledger.jsonl out)" ""
for s in red kinds year units; do
	audit-render -t audit <$s.jsonl >$s.json
	t_is "$s: the figures are those of the ledger" \
		"$(reader chain $s.jsonl $s.json)" ""
done
sed '40s/"actor":"\(.\)/"actor":"\1x/' ledger.jsonl >broken.jsonl
for t in audit trend compliance performance; do
	t_run audit-render -t $t <broken.jsonl
	t_exp "$t: a changed record is exit 1" 1 '*' ''
	t_jq "$t: and the headline, in red" '.state == "bad" and .headline ==
		"The log could not be verified: record 41 does not match."'
	t_run audit-render -t $t --exit-zero <broken.jsonl
	t_exp "$t: --exit-zero" 0 '*' ''
	audit-render -t $t -f html <broken.jsonl >page.html
	t_ok "$t: the page says it in red" grep -q \
		'<h1 class="bad">The log could not be verified: record 41 does not match.</h1>' page.html
done
sed 40d ledger.jsonl >removed.jsonl
t_run audit-render -t audit <removed.jsonl
t_exp "a removed record is exit 1" 1 '*' ''
t_jq "and named" '.chain.breaks == 1 and .chain.first_break == 41 and
	(.sections[] | select(.id == "trail") | .blocks[0] |
	.key == "broken" and .rows[0].record.text == "41" and .rows[0].chain.state == "bad")'
awk 'NR == 40 { hold = $0; next } { print } NR == 41 { print hold }' ledger.jsonl >moved.jsonl
t_run audit-render -t audit <moved.jsonl
t_exp "records that changed places are exit 1" 1 '*' ''
sed '50s/.*/{"this is": "no record"}/' ledger.jsonl >line.jsonl
t_run audit-render -t audit <line.jsonl
t_exp "a line that is no record is a break" 1 '*' ''
t_jq "and told" '[.sections[0].blocks[0].items[].text] | any(startswith("A line is no record"))'
tail -n +30 ledger.jsonl >suffix.jsonl
t_run audit-render -t audit <suffix.jsonl
t_exp "a suffix is exit 0" 0 '*' ''
t_jq "with a notice" '.chain.state == "suffix" and
	(.notice | startswith("This log begins with record 30:"))'
head -c -20 ledger.jsonl >torn.jsonl
t_run audit-render -t audit <torn.jsonl
t_exp "a torn last line is left out" 0 '*' ''
t_jq "with a notice" '.chain.torn and (.notice | test("no end"))'

# ---- what is content, and what is not there ----
t_run audit-render -t audit <red.jsonl
t_exp "records that FAILed are content: exit 0" 0 '*' ''
t_jq "and tell" '(.facts[] | select(.key == "objectives")) as $f |
	$f.value == 0 and $f.state == "bad" and .headline != null and
	([.sections[0].blocks[0].items[] | select(.state == "bad")] | length > 2)'
t_run audit-render -t audit <nopromotions.jsonl
t_jq "no promotions: said" '(.sections[] | select(.id == "history")) |
	.empty and (.sub | startswith("No promotions in this period"))'
t_jq "and a control of promotions has nothing to show" '[.sections[] |
	select(.id == "controls").blocks[0].rows[] |
	select(.count.text == "none").state.text] | length > 0 and all(. == "Nothing to show")'
t_run audit-render -t audit --since 2020-01 --until 2020-02 <ledger.jsonl
t_exp "a period without a record" 0 '*' ''
t_jq "says so" '.records == [] and (.headline | test("Nothing was recorded"))'
t_run audit-render -t audit <kinds.jsonl
t_jq "an unknown type of record is shown" '[.records[].type] | index("unknown") != null'
t_jq "a target that is missed is no violation" '(.sections[] |
	select(.id == "violations").blocks[] | select(.key == "latest").rows) |
	length == 1 and .[0].kind.text == "regression"'
t_jq "an incident that was accepted" '(.sections[] | select(.id == "incidents").blocks[0].rows[0]) |
	.state.text == "Accepted" and .change.value == -0.08 and .record.value == 61'
t_jq "an override wants a look" '[.sections[0].blocks[0].items[].text] |
	any(test("accepted by override: record 62"))'
t_jq "one person who approves himself is none" '[.sections[0].blocks[0].items[].text] |
	any(test("no second person on record: record 62"))'
t_jq "retention tells of the prune" '[.sections[] | select(.id == "retention").blocks[0].rows[] |
	select(.what.text | startswith("Pruned")).found.text] == ["twelve records in one prune"]'
t_run audit-render -t audit <ledger.jsonl
t_jq "never says compliant or certified" '[.. | strings] |
	all(test("compliant|certified"; "i") | not)'
t_run audit-render -t compliance <ledger.jsonl
t_jq "nor does the summary" '[.. | strings] | all(test("compliant|certified"; "i") | not)'
t_jq "each control has a state that is allowed" '[.sections[] | select(.id | startswith("standard-")).blocks[0].rows[].state.text] |
	length == 12 and all(test("^([0-9,]+ gaps?(, (partial|this log only))?|Complete|Partial|This log only|Not covered|Nothing to show)$"))'
t_jq "the evidence sentence stands at its top" '.closing | startswith("This is evidence, not certification.")'
t_jq "every gap is named by record" '(.sections[] | select(.id == "gaps").blocks[0].rows) |
	all(.records.text | test("^[0-9]"))'

# ---- periods ----
t_run audit-render -t audit --since 2026-02 --until 2026-03 <ledger.jsonl
t_jq "--since and --until months" '.period == {from: "2026-02-01T00:00:00Z", until: "2026-04-01T00:00:00Z"} and
	(.records | length > 5 and all(.time >= "2026-02" and .time < "2026-04"))'
scene ahead
t_run audit-render -t audit <ahead.jsonl
t_jq "one clock that was ahead does not move the period" '.period.until == "2026-01-21T00:00:00Z"'
t_jq "nor the baselines after it off their chart" '[.. | objects | select(.kind? == "time")][0] | (.lines[0].points | map(.[0]) | max) < 1768953600 and (.ticks | length) == 19'
t_jq "and the chart says what it leaves out" '[.. | objects | select(.kind? == "time")][0].caption | contains("Not drawn, but in the table: one promotion of a time after this period.")'
t_run audit-render -t trend <ahead.jsonl
t_jq "nor do panels reach to it" '[.. | objects | select(.kind? == "panel").lines[].points[][0]] | length == 38 and max < 1768953600'
t_jq "which is said" '[.. | strings | select(. == "One run is left out: no time can be read, or it is after this period.")] | length == 1'
scene ahead-long
t_run audit-render -t trend <ahead-long.jsonl
t_jq "nor, where points are of days, do later ones fall into its day" '[.. | objects | select(.kind? == "panel" and .key == "a/b").lines[].points[]] | length > 30'
t_run audit-render -t performance --until 2026-02 <ledger.jsonl
t_jq "a run after the period has its history all the same" '[.sections[] | select(.id == "benchmarks").blocks[0].rows[].history.chart.lines[].points | length] | length == 4 and min > 30'
t_run audit-render -t audit --since 2026-02-10 --until 2026-02-10 <ledger.jsonl
t_jq "one day" '.period == {from: "2026-02-10T00:00:00Z", until: "2026-02-11T00:00:00Z"}'
for f in daily:2026-06-30 weekly:2026-06-24 monthly:2026-06-01 quarterly:2026-04-01; do
	sed "s/^frequency = .*/frequency = ${f%%:*}/" "$TOP/config/audit.ini" >config/audit.ini
	t_run audit-render -t audit --until 2026-06-30 <ledger.jsonl
	t_jq "${f%%:*}" ".period.from == \"${f##*:}T00:00:00Z\" and .period.until == \"2026-07-01T00:00:00Z\""
done
cp "$TOP/config/audit.ini" config

# ---- every form of every report of every ledger ----
[ -z "${BENCHLINE_VALGRIND:-}" ] || scenes='nopromotions backwards kinds bare nasty'
for s in $scenes; do
	for t in audit trend compliance performance; do
		audit-render -t $t <$s.jsonl >report.json 2>err
		t_is "$s $t json" "$? $(cat err)" "0 "
		audit-render -t $t -f html <$s.jsonl >report.html 2>err
		t_is "$s $t html" "$? $(cat err)" "0 "
		t_is "$s $t: the page shows nothing that is not in the JSON" \
			"$(reader figures report.html report.json 2>&1 | head -5)" \
			"$(case $s-$t in bare-performance) reader figures report.html report.json | grep '^only' ;; esac)"
		jq -c . report.json | "$BUILD/tests/schema-check" \
			"$TOP/config/schema/report.schema.json" '' >faults
		t_is "$s $t: the JSON fits its schema" "$(cat faults)" ""
		audit-render -t $t -f md <$s.jsonl >report.md 2>err
		t_is "$s $t md" "$? $(cat err)" "0 "
	done
	audit-render -t performance -f junit <$s.jsonl >junit.xml
	t_ok "$s: JUnit fits its xsd" xmllint --noout --schema "$TOP/tests/junit.xsd" junit.xml
	audit-render -t performance -f openmetrics <$s.jsonl >om
	t_is "$s: OpenMetrics ends" "$(tail -1 om)" "# EOF"
	if command -v promtool >/dev/null; then
		t_ok "$s: promtool takes it" sh -c 'promtool check metrics <om'
	else
		t_skip "$s: promtool takes it" "promtool (prometheus) is not there"
	fi
done
audit-render -t audit <ledger.jsonl >report.json
audit-render -t audit -f html <ledger.jsonl | sed 's/GiB\/s/9.87&/' >lie.html
t_ok "a figure that is not in the JSON is found" \
	sh -c "python3 '$TOP/tests/audit_read.py' figures lie.html report.json | grep -q 9.87"
audit-render -t audit -f html <year.jsonl >a.html
audit-render -t audit -f html <year.jsonl >b.html
t_ok "same input, same bytes" cmp a.html b.html
SOURCE_DATE_EPOCH=1 audit-render -t audit -f html <year.jsonl >b.html
t_ok "whatever the time" cmp a.html b.html

# ---- what a trend says is what was put in ----
scene step
t_run audit-render -t trend <step.jsonl
t_jq "a step of -10 % is found at its run" '(.sections[] | select(.id == "worst").blocks[] |
	select(.key == "steps").rows) | length == 1 and
	(.[0].record.value | . >= 50 and . <= 52) and (.[0].change.value | . < -0.09 and . > -0.11)'
t_jq "now against then, in both directions" '([.sections[] | select(.id == "year").blocks[].rows[]? |
	{(.name.text): .}] | add) as $r | ($r.DISPLAY.change.value | . < -0.09 and . > -0.11) and
	$r.DISPLAY.reading.text == "slower" and $r["a/b"].reading.text == "slower" and
	($r["a/b"].change.value | . > 0.09 and . < 0.13) and $r.steady.reading.text == "no clear change"'
t_jq "and counted" '[.facts[] | select(.key == "slower" or .key == "faster").value] == [0, 1]'
t_jq "no drift" '.sections[] | select(.id == "drift").empty'
scene drift
t_run audit-render -t trend <drift.jsonl
t_jq "a drift is found, with its slope" '(.sections[] | select(.id == "drift").blocks[0].rows |
	map(select(.name.text == "DISPLAY"))[0]) | (.month.value | . < -0.08 and . > -0.15) and
	(.limit.value | . > 25 and . < 38) and .state.text == "Soon"'
t_jq "and an outlook beyond the last run" '[.sections[] | select(.id == "worst").blocks[0].charts[0] |
	.measured_until < .until, (.lines | any(.kind == "outlook"))] | all'
scene days
audit-render -t performance <days.jsonl >days.json
t_is "more than 1,000 runs: the medians of days are right" "$(jq -c '[.sections[] | select(.id == "benchmarks").blocks[0].rows[0] | .median.value, .points.value]' days.json)" \
	"$(python3 -c '
import json, statistics
days = {}
for line in open("days.jsonl"):
    r = json.loads(line)
    days.setdefault(r["time"][:10], []).append(r["data"]["benchmarks"]["a/b"]["location_ns"])
m = sorted(statistics.median(v) for v in days.values())
print(json.dumps([m[len(m) // 2], len(m)], separators=(",", ":")))')"

# ---- pages are closed to names ----
for h in audit:hostile trend:hostile performance:hostile audit:nasty trend:nasty \
	performance:nasty compliance:nasty; do
	t=${h%:*} h=${h#*:}
	audit-render -t $t -f html <$h.jsonl >page.html
	t_is "$t, $h: no markup out of a name" "$(grep -c '<script\|<!-- bench' page.html)" 0
	audit-render -t $t -f md <$h.jsonl >page.md
	t_is "$t, $h: nor in Markdown" \
		"$(grep -c '<script\|@everyone\|[^\\]](http\|^::\|<!--' page.md)" 0
	GITHUB_ACTIONS=true audit-render -t $t <$h.jsonl >out 2>err
	t_is "$t, $h: no command out of a name" "$(grep -c '^::error::' err)" 0
	t_is "$t, $h: no control character" \
		"$(LC_ALL=C grep -c "$(printf '[\001-\010\013\014\016-\037\177]')" page.html)" 0
done
policy=$(sed -n "s/.*style-src 'sha256-\([^']*\)'.*/\1/p" a.html)
t_is "the policy has the hash of the style block" "$policy" "$(python3 -c '
import base64, hashlib, sys
s = open("a.html", encoding="utf-8").read()
print(base64.b64encode(hashlib.sha256(s[s.index("<style>") + 7:s.index("</style>")].encode()).digest()).decode())')"

for f in html md; do
	audit-render -t performance -f $f <scripts.jsonl >joined
	t_ok "$f: joined letters stay joined" sh -c \
		'sed "s/&zwj;/$(printf "\342\200\215")/g" joined | grep -q "$(printf "\360\237\221\251\342\200\215\360\237\232\200")"'
done

# ---- -o, -f all ----
t_run audit-render -t audit -f html -o made.html <ledger.jsonl
t_exp "-o FILE" 0 '' ''
audit-render -t audit -f html <ledger.jsonl >want.html
t_ok "has what stdout had" cmp made.html want.html
t_is "with the configured mode" "$(stat -c %a made.html)" 640
t_run audit-render -t audit -o /nonexistent/x <ledger.jsonl
t_exp "-o where nothing can be" 4 '' "audit-render: can't make a file in '/nonexistent': No such file or directory"
sed 's/^export_formats = .*/export_formats = html, json, md, junit, openmetrics/' "$TOP/config/audit.ini" >config/audit.ini
t_run audit-render -t performance -f all -o "reports/new" <ledger.jsonl
t_exp "-f all" 0 'reports/new/performance.html
reports/new/performance.json
reports/new/performance.md
reports/new/performance.junit.xml
reports/new/performance.openmetrics.txt' ''
t_run audit-render -t audit -f all -o reports/new <ledger.jsonl
t_exp "-f all of an audit leaves out what it has not" 0 'reports/new/audit.html
reports/new/audit.json
reports/new/audit.md' ''
cp "$TOP/config/audit.ini" config

# ---- --metric ----
t_run audit-render -t trend --metric comp3_mibs <ledger.jsonl
t_jq "--metric leaves one" '[.sections[] | select(.id == "all").blocks[0].charts[].title] == ["COMP-3"]'
t_run audit-render -t trend --metric nonsense <ledger.jsonl
t_exp "--metric that is not there" 0 '*' ''
t_jq "says that there is nothing" '(.headline | test("nothing|No "; "i"))'

# ---- perf.json ----
perf() { jq -n --argjson passed "$1" --arg status "$2" '{schema_version: "1.0", display_gibs: 4.22, comp3_mibs: 571.0,
	warnings: [], errors: (if $status == "FAIL" then ["CBKB005: too slow <b>"] else [] end), _metadata: {slo: {status: $status, passed: $passed,
	fail_on: "fail", compliance_level: "FullyCompliant", violations: [], notes: [], floors: {display_gibs: {limit: 0.07450580596923828, target: 4.0, factor: 56.64, unit: "GiB/s"}}},
	regression: {compared: true, reason: null, runs: 12, threshold: 0.05, baseline: {commit: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", timestamp: "2026-01-01T00:00:00Z", fingerprint: "x", source: "baseline"}, drift: [], missing: ["gone"], added: [],
	changes: [{kind: "metric", id: "display_gibs", label: "DISPLAY", baseline: 4.5, current: 4.22, unit: "GiB/s", change: -0.0622, low: -0.08, high: -0.045, runs: 12, dof: 10, verdict: (if $status == "FAIL" then "regression" else "ok" end), statistic: "slope", gate: "fail", why: null}]}}}'; }
perf true PASS >pass.json
perf false FAIL >fail.json
t_run audit-render -t performance <pass.json
t_exp "perf.json that passed" 0 '*' ''
t_jq "says so" '.headline == "Passed. Nothing got slower." and .chain == null'
t_run audit-render -t performance <fail.json
t_exp "perf.json that failed: the verdict survives" 1 '*' ''
t_jq "says so" '.headline == "Failed. DISPLAY got slower." and .state == "bad" and
	(.sections[] | select(.id == "slower").blocks[0].rows[0].change.text == "−6.2%")'
t_run audit-render -t performance --exit-zero <fail.json
t_exp "--exit-zero" 0 '*' ''
t_run audit-render -t performance -f junit <fail.json
t_exp "junit" 1 '~<testsuites name="benchline" tests="4" failures="1" errors="1"' ''
t_run audit-render -t performance -f openmetrics <fail.json
t_ok "openmetrics" grep -qx 'benchline_metric{metric="display_gibs"} 4.22' out
t_ok "tells that it failed" grep -qx 'benchline_failed 1' out
printf '{"display_gibs": 4.2, "comp3_mibs": 571.0, "warnings": [], "errors": []}' >bare.json
t_run audit-render -t performance <bare.json
t_exp "a bare document" 0 '*' ''
t_jq "is not judged" '.headline == "Not judged. Nothing was compared."'

# ---- configuration ----
t_run audit-render --show-config
t_exp "--show-config" 0 '~^; config/audit.ini \[enterprise_audit\] enabled = true' ''
cp out config/audit.ini
t_run audit-render --show-config
sed 1d out >again
t_is "loads again and is the same" "$(sed 1d config/audit.ini | cmp - again && echo same)" same
bad_ini() { # NAME SED MESSAGE
	sed "$2" "$TOP/config/audit.ini" >config/audit.ini
	t_run audit-render -t audit <ledger.jsonl
	t_exp "audit.ini: $1" 2 '' "$3"
	cp "$TOP/config/audit.ini" config
}
bad_ini "unknown key" 's/^frequency/frequenzy/' \
	"~^audit-render: unknown key 'frequenzy' in section 'reporting', config/audit.ini:$(grep -n '^frequency' "$TOP/config/audit.ini" | cut -d: -f1)"
bad_ini "unknown section" 's/^\[reporting\]/[reports]/' \
	"~^audit-render: unknown key .* in section 'reports', config/audit.ini:[0-9]+"
bad_ini "wrong value" 's/^retention_months = .*/retention_months = forever/' \
	"~^audit-render: expected months from 1 to 1200 for 'retention_months', got 'forever', config/audit.ini:$(grep -n '^retention_months' "$TOP/config/audit.ini" | cut -d: -f1)"
bad_ini "duplicate key" 's/^frequency = .*/&\n&/' "~^audit-render: key 'frequency' twice in section 'reporting', config/audit.ini:[0-9]+"
bad_ini "a standard without a control" 's/^compliance_standards = .*/&, HIPAA/' \
	"audit-render: no [control:…] section for the standard 'HIPAA', config/audit.ini"
bad_ini "unknown proof" 's/^proof = chain/proof = trust/' \
	"~^audit-render: unknown proof 'trust', config/audit.ini:[0-9]+"
bad_ini "unknown fact" 's/two-people/three-people/' \
	"~^audit-render: unknown fact 'three-people', config/audit.ini:[0-9]+"
bad_ini "a control without limits" 's/^limits = Not covered.*//' \
	"audit-render: section 'control:gdpr-25' has no 'limits', config/audit.ini"
bad_ini "unknown format" 's/^export_formats = .*/export_formats = docx/' \
	"~^audit-render: unknown export format 'docx', config/audit.ini:[0-9]+"
sed 's/^enabled = .*/enabled = false/' "$TOP/config/audit.ini" >config/audit.ini
t_run audit-render -t audit <ledger.jsonl
t_exp "switched off in audit.ini" 2 '' 'audit-render: audit reports are switched off (audit.ini)'
cp "$TOP/config/audit.ini" config
sed -i 's/^audit_generation_enabled.*/audit_generation_enabled = false/' config/thresholds.ini
t_run audit-render -t audit <ledger.jsonl
t_exp "switched off in thresholds.ini" 2 '' 'audit-render: audit reports are switched off (thresholds.ini)'
cp "$TOP/config/thresholds.ini" config
key() { # KEY SECTION: turned off, the section is gone
	sed "s/^$1 = .*/$1 = false/" "$TOP/config/audit.ini" >config/audit.ini
	t_run audit-render -t audit <ledger.jsonl
	t_jq "$1 = false: no section $2" "[.sections[].id] | index(\"$2\") == null"
	cp "$TOP/config/audit.ini" config
}
key performance_validation deploy
key audit_trail_generation trail
key compliance_certification controls
key regression_incident_tracking incidents
sed 's/^compliance_standards = .*/compliance_standards = GDPR/; s/^project =.*/project = Ours/' "$TOP/config/audit.ini" >config/audit.ini
t_run audit-render -t compliance <ledger.jsonl
t_jq "only the standards named" '[.sections[].id | select(startswith("standard-"))] == ["standard-1"] and
	(.eyebrow | startswith("Compliance summary · Ours · "))'
sed 's/^baseline_history_retention = .*/baseline_history_retention = 2/' "$TOP/config/audit.ini" >config/audit.ini
t_run audit-render -t audit --until 2026-06-30 <ledger.jsonl
t_jq "baseline_history_retention" '[.sections[] | select(.id == "history").blocks[].charts[]?.from] |
	length > 0 and all(. == "2026-05-01T00:00:00Z")'
sed 's/^slo_days_percent = .*/slo_days_percent = 50/' "$TOP/config/audit.ini" >config/audit.ini
audit-render -t audit <red.jsonl >half.json
cp "$TOP/config/audit.ini" config
t_ok "slo_days_percent" jq -e '.sections[] | select(.id == "slo").sub | test("50% of the days may miss")' half.json
sed 's/^slo_violation_alerts = .*/slo_violation_alerts = false/' "$TOP/config/audit.ini" >config/audit.ini
GITHUB_ACTIONS=true audit-render -t audit <red.jsonl >quiet.json 2>err
t_is "slo_violation_alerts = false: no annotation" "$(cat err)" ""
t_ok "no entry" jq -e '[.sections[0].blocks[0].items[].text] | all(test("missed its objective") | not)' quiet.json
cp "$TOP/config/audit.ini" config
GITHUB_ACTIONS=true audit-render -t audit <red.jsonl >loud.json 2>err
t_ok "on: annotations" grep -q '^::error title=audit report::DISPLAY missed its objective' err
GITHUB_ACTIONS=true audit-render -q -t audit <red.jsonl >loud.json 2>err
t_is "-q: none" "$(cat err)" ""
t_run audit-render -v -t audit <ledger.jsonl
t_exp "-v" 0 '*' "audit-render: configuration: config/thresholds.ini
audit-render: configuration: config/audit.ini
audit-render: input: a ledger, $(grep -c . ledger.jsonl) records, 1 ($(jq -rs 'first | .time[:16] | sub("T"; " ")' ledger.jsonl)) to $(grep -c . ledger.jsonl) ($(jq -rs 'last | .time[:16] | sub("T"; " ")' ledger.jsonl))
audit-render: chain: every link holds, the head is $(tail -n 1 ledger.jsonl | tr -d '\n' | sha256sum | cut -c 1-64)
audit-render: period: from 2026-05-30 00:00, frequency = monthly
audit-render: period: until 2026-06-30 00:00, the end of the newest record's day
audit-render: period: $(jq -s '"\(map(select(.time >= "2026-05-30")) | length) of \(length) records, \(map(select(.time >= "2026-05-30" and (.type | IN("run", "promote", "refuse", "override")))) | length) runs, \(map(select(.time >= "2026-05-30" and (.type | IN("promote", "override")))) | length) of them promoted"' -r ledger.jsonl)
audit-render: series: 2 metrics, benchmarks on $(jq -rs '[.[].data.environment.fingerprint | select(.)] | unique | length' ledger.jsonl) machines: $(jq -rs '[.[] | select(.type != "validate") | .data | select(.benchmarks) | .environment.fingerprint as $m | .benchmarks | keys[] | [$m, .]] | unique | length' ledger.jsonl)"
t_run audit-render -v -t trend -f html --since 2026-04 --until 2026-05 --metric nonsense <suffix.jsonl
t_ok "-v: template, suffix, --since, --until, --metric" test "$(grep -c 'template: config/templates/trend_analysis.html$\|style sheet: config/templates/report.css$\|begins with record 30, whose own link\|from 2026-04-01 00:00, --since$\|until 2026-06-01 00:00, --until$\|--metric nonsense: no such' err)" = 6
t_run audit-render -v -t audit --exit-zero <broken.jsonl
t_ok "-v: a break" grep -q 'chain: 1 link does not hold, the first at record 41, line 41$' err

# ---- a regression that is news, and no trend yet ----
. "$TOP/tests/store.sh"
history few 4
doc 4.21 155 9999999999999999999999999999999999999999 >slow.json
slo-check -q -b few <slow.json | baseline-promote -q -s few --branch main >/dev/null
baseline-promote -s few --log >few.jsonl
t_run audit-render -t trend <few.jsonl
t_jq "the trend report names it" '(.headline | tostring | test("COMP-3 has regressed\\.")) and
	(.lede | tostring | test("155|72\\.")) and (.lede | tostring | test("still open"))'
doc 4.21 570 8888888888888888888888888888888888888888 | slo-check -q -b few |
	baseline-promote -q -s few --branch main >/dev/null
baseline-promote -s few --log >few.jsonl
t_run audit-render -t trend <few.jsonl
t_jq "and no longer, once it is closed" '(.headline | tostring | test("regressed") | not)'

# ---- templates ----
cat >config/templates/audit_report.html <<'EOF'
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{policy}}">
<title>{{title}}</title><style>{{style}}</style><style>b{color:red}</style></head>
<body><h1>Ours</h1>{{trail}}
{{headline}}</body></html>
EOF
audit-render -t audit -f html <ledger.jsonl >own.html
t_ok "a template of one's own: sections in its order" sh -c \
	'tr "\n" " " <own.html | grep -q "<h1>Ours</h1><section.*id=\"trail\".*</section> *<h1>The record"'
t_is "what it does not name is left out" "$(grep -c 'id="verify"' own.html)" 0
t_is "each style block is in the policy" "$(grep -o "'sha256-[^']*'" own.html | wc -l)" 2
printf 'a\nb {{nonsense}}\n' >config/templates/audit_report.html
t_run audit-render -t audit -f html <ledger.jsonl
t_exp "an unknown slot" 2 '' "audit-render: unknown slot 'nonsense', config/templates/audit_report.html:2"
printf 'a\n\n<style>\n{{style</style>' >config/templates/audit_report.html
t_run audit-render -t audit -f html <ledger.jsonl
t_exp "an unclosed slot" 2 '' "audit-render: slot not closed by '}}', config/templates/audit_report.html:4"
printf '<main>{{sections}}</main>' >config/templates/audit_report.html
audit-render -t audit -f html <ledger.jsonl >all.html
t_is "{{sections}} stands for all" "$(grep -o '<h2 id="[a-z]*"' all.html | wc -l)" 10
cp "$TOP/config/templates/audit_report.html" config/templates
t_done
