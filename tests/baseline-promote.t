#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# baseline-promote on a directory store: criteria, holding, overriding, records.
# serves: AC5, AC8, AC10
. "${0%/*}/tap.sh"
. "$TOP/tests/store.sh"

# --- options ---
t_run baseline-promote -h
t_exp 'help' 0 '~^usage: baseline-promote.*--accept-improvement.*-V, --version' ''
t_run baseline-promote --version
t_exp 'version' 0 '~^baseline-promote \(benchline\) [0-9.]+ $' ''
t_run baseline-promote --wrong
t_exp 'unknown option' 2 '' "~^baseline-promote: unknown option '--wrong' usage: "
t_run baseline-promote -s
t_exp 'option without its argument' 2 '' "~^baseline-promote: option '-s' needs an argument usage: "
t_run baseline-promote
t_exp 'no store' 2 '' '~^baseline-promote: no store: give -s DIR or --git'
t_run baseline-promote -s x --git y
t_exp 'two stores' 2 '' '~^baseline-promote: -s and --git are two stores'
t_run baseline-promote -s ''
t_exp 'empty store name' 2 '' '~the store.s name is empty'
t_run baseline-promote -s x --log --verify
t_exp 'two modes' 2 '' '~only one of --log'
t_run baseline-promote -s x --override
t_exp 'override without a reason' 2 '' '~--override needs --reason TEXT'
t_run baseline-promote -s x --reason 'because'
t_exp 'reason without override' 2 '' '~--reason needs --override'
t_run baseline-promote -s x --checks-passed --ask-checks
t_exp 'both ways about checks' 2 '' '~exclude each other'
t_run baseline-promote -s x --expect-head abc --verify
t_exp 'a head that is none' 2 '' "~'abc' is not 64 lower-case hex digits"
t_run baseline-promote -s x --expect-head "$(printf %064d 0)"
t_exp 'expect-head alone' 2 '' '~--expect-head needs --verify'
t_run baseline-promote -s x --pr 07
t_exp 'a bad pull request number' 2 '' "~'07' is no pull request number"
t_run baseline-promote -s x --repo ../x
t_exp 'a bad repository' 2 '' "~'../x' is not OWNER/NAME"
t_run baseline-promote -s x --import
t_exp 'import without a file' 2 '' '~--import needs a file'
t_run baseline-promote -s x --import --fingerprint XYZ f
t_exp 'a bad fingerprint' 2 '' '~is not 16 lower-case hex digits'
t_run baseline-promote -s x --checkpoint --origin 'a
b'
t_exp 'an origin of two lines' 2 '' '~--origin must be one line'
t_run baseline-promote -s x operand
t_exp 'an operand' 2 '' "~unexpected operand 'operand'"
t_run baseline-promote --show-config
t_exp 'show-config needs no store' 0 '~baseline_promotion_enabled = true' ''
t_ok 'none of these made a store' sh -c '! test -e x'

# --- input ---
for how in '' '{"display_gibs": 1' '[]' '{"display_gibs": "x", "comp3_mibs": 1, "warnings": [], "errors": []}' \
	'{"display_gibs": 1, "display_gibs": 2, "comp3_mibs": 1, "warnings": [], "errors": []}'; do
	printf '%s' "$how" >in
	t_run baseline-promote -s s <in
	t_exp "input '$how'" 3 '' '~^baseline-promote: CBKB003: .*standard input'
done
t_ok 'nothing was made' sh -c '! test -e s'
doc 4.2 570 '' '._metadata.environment.fingerprint = "../../x"' >in
t_run baseline-promote -s s <in
t_exp 'a fingerprint that is a path' 3 '' "~expected hex digits at '/_metadata/environment/fingerprint'"

# --- the first baseline, then the next ---
doc 4.22 571 >in
t_run baseline-promote -s s <in
t_exp 'first baseline' 0 '*' 'baseline-promote: promoted: the first baseline of this environment'
t_jq 'section of the first' '._metadata.baseline | .promoted and .previous == null and .record.seq == 1
	and (.head | length == 64) and .outcome == "promoted" and .changes == []
	and .checks.merged == {"evidence": "local: branch main", "met": true}
	and .checks.checks == {"evidence": "not asked: no CI", "met": true}
	and .checks.slo.met and .checks.regression.met
	and .current.metrics.display_gibs == {"label": "DISPLAY", "unit": "GiB/s", "value": 4.22}'
t_ok 'baseline.json is what was printed' cmp out s/baseline.json
t_ok 'and the file of its environment' cmp out s/baselines/0123456789abcdef.json
t_run perf-json --check <s/baseline.json
t_is 'baseline.json is a perf.json' "$rc" 0
t_is 'mode 0640, as configured' "$(stat -c %a s/baseline.json s/history.jsonl s/baselines/*.json | sort -u)" 640
t_is 'head' "$(tail -n 1 s/history.jsonl | tr -d '\n' | sha256sum | cut -d' ' -f1)" \
	"$(jq -r ._metadata.baseline.head out)"
doc 4.30 575 2222222222222222222222222222222222222222 >in2
t_run baseline-promote -s s <in2
t_exp 'second promotion' 0 '*' ''
t_jq 'section of the second' '._metadata.baseline | .promoted and .record.seq == 2
	and .previous.commit == "1111111111111111111111111111111111111111"
	and .previous.metrics.display_gibs.value == 4.22
	and (.changes[] | select(.id == "display_gibs") | .baseline == 4.22 and .current == 4.3)
	and .checks.regression.evidence == "none against 11111111" and .regression.compared
	and .centre.metrics.display_gibs.runs >= 1'
t_is 'prev is the hash of the line before' "$(sed -n 1p s/history.jsonl | tr -d '\n' | sha256sum | cut -d' ' -f1)" \
	"$(sed -n 2p s/history.jsonl | jq -r .prev)"
t_run jq -e 'select(.seq == 2) | .v == 1 and .type == "promote" and .subject.branch == "main"
	and .data.previous.seq == 1 and .data.verdict == "PASS"
	and .data.metrics.display_gibs.value == 4.3
	and (.data.metrics.display_gibs.factor * 100 | round / 100) == 57.71
	and .data.benchmarks["a/display/1"].location_ns > 232
	and .data.environment.fingerprint == "0123456789abcdef"' s/history.jsonl
t_is 'the record holds the figures' "$rc" 0
t_run jq -e '[paths | map(tostring) | join("/")] | map(select(test("kernel|host|home|user"))) == ["data/environment/kernel"]' s/history.jsonl
t_is 'no host, home or user in a record' "$rc" 0

# --- not main's ---
doc 4.4 580 3 '._metadata.git_branch = "feature"' >in
t_run baseline-promote -s s <in
t_exp 'another branch' 1 '*' "baseline-promote: the branch is 'feature', not the main branch 'main', skipping baseline update"
t_jq 'says so' '._metadata.baseline | .promoted == false and .outcome == "skipped" and .record == null'
t_ok 'no record' verified s 2
doc 4.4 580 3 '._metadata.git_branch = null' >in
t_run baseline-promote -s s <in
t_exp 'no branch known' 1 '*' '~the document names no branch: --branch main'
t_run baseline-promote -s s --branch main --actor ada -n <in
t_exp 'dry run' 0 '*' ''
t_jq 'a dry run promotes nothing' '._metadata.baseline | .promoted == false and .dry_run
	and .outcome == "promoted" and .record == null and .head == null'
t_ok 'and records nothing' verified s 2
t_run baseline-promote -s nowhere --branch main -n <in
t_is 'a dry run makes no store' "$rc$(ls -d nowhere 2>/dev/null)" 0
t_run baseline-promote -s s --branch main --actor ada <in
t_exp 'option --branch' 0 '*' ''
t_jq 'its evidence' '._metadata.baseline | .checks.merged.evidence == "option --branch: branch main" and .by.actor == "ada"'
t_is 'actor in the ledger' "$(tail -n 1 s/history.jsonl | jq -r .actor)" ada

# --- refusals ---
doc 4.4 580 4 '.errors = ["CBKB005: x"] | ._metadata.slo.status = "FAIL" | ._metadata.slo.passed = false' >in
t_run baseline-promote -s s <in
t_exp 'SLOs not met' 1 '*' '~^baseline-promote: CBKB006: refused: the SLOs are not met: FAIL'
t_jq 'refused' '._metadata.baseline | .promoted == false and .outcome == "refused" and .record.type == "refuse"'
t_is 'recorded' "$(types s)" 'promote promote promote refuse '
t_run baseline-promote -s s --exit-zero <in
t_exp '--exit-zero' 0 '*' '~refused'
doc 4.4 580 4 'del(._metadata.slo)' >in
t_run baseline-promote -s s <in
t_exp 'not checked against floors' 1 '*' '~was not checked against the floors'
doc 3.9 580 4 >in
t_run baseline-promote -s s <in
t_exp 'a drop, compared here' 1 '*' '~^baseline-promote: CBKB006: refused: regression: DISPLAY \(-9\.[0-9] %\)'
t_is 'an incident is opened' "$(tail -n 1 s/history.jsonl | jq -c '[.data.incidents[] | select(.metric) | .event, .metric, .outcome, .runs_to_detection, .change < -0.09]')" \
	'["opened","display_gibs","open",1,true]'
t_is 'and stays open' "$(tail -n 1 s/history.jsonl | jq -c '[.data.open_incidents[] | .metric // .benchmark]')" \
	'["display_gibs","a/display/1"]'
doc 4.4 580 4 '._metadata.regression = {compared: true, reason: null, baseline: {commit: "abc"},
	changes: [{kind: "metric", id: "display_gibs", label: "DISPLAY", baseline: 5, current: 4.4,
	unit: "GiB/s", change: -0.12, low: -0.14, high: -0.1, runs: 12, dof: 11, verdict: "regression"}]}
	| ._metadata.slo.status = "WARN"' >in
t_run baseline-promote -s s <in
t_exp 'a drop that slo-check found' 1 '*' '~refused: regression: DISPLAY \(-12.0 %\)'
doc 4.41 580 5 '.warnings = ["CBKB005: cv"] | ._metadata.slo.status = "WARN"' >in
t_run baseline-promote -s s <in
t_exp 'a warning for another reason does not refuse' 0 '*' ''
t_is 'and the incident is closed' "$(tail -n 1 s/history.jsonl | jq -c '[.data.incidents[] | .event, .metric, .outcome], .data.open_incidents' | tr '\n' ' ')" \
	'["closed","display_gibs","fixed"] [] '
doc 4.41 580 5 'del(._metadata.benchmarks[1])' >in
t_run baseline-promote -s s <in
t_exp 'a benchmark is missing, compared here' 1 '*' '~refused: CBKB005: .*a/comp3/1'

# --- override ---
doc 3.0 400 6 '.errors = ["CBKB005: x"] | ._metadata.slo.status = "FAIL" | ._metadata.slo.passed = false' >in
t_run baseline-promote -s s --override --reason 'security fix CVE-1' <in
t_exp 'override: promoted, and the verdict stays' 1 '*' '~promoted by override: override: security fix CVE-1'
t_jq 'override in the document' '._metadata.baseline | .promoted and .record.type == "override"'
t_is 'reason in the ledger' "$(tail -n 1 s/history.jsonl | jq -r '.type + ": " + .data.reason')" 'override: security fix CVE-1'
t_is 'the new baseline' "$(jq .display_gibs s/baseline.json)" 3
doc 3.01 401 6 >in
t_run baseline-promote -s s <in
t_exp 'the accepted level is what the next run is held to' 0 '*' ''

# --- allow-lists, the switch ---
mkdir c
printf '[metrics]\ndisplay_gibs = *display*\ncomp3_mibs = *comp3*\n[access]\npromoters = ada, grace\noverriders = grace\n' >c/thresholds.ini
doc 3.0 400 7 >in
t_run baseline-promote -c c -s s --actor bob <in
t_exp 'promoter not allowed' 1 '*' "~refused: 'bob' may not promote \(\[access\] promoters\)"
t_run baseline-promote -c c -s s <in
t_exp 'nobody known' 1 '*' "~refused: 'nobody known' may not promote"
t_run baseline-promote -c c -s s --actor ada --override --reason x <in
t_exp 'overrider not allowed' 1 '*' "~refused: 'ada' may not override"
t_is 'a refused override is recorded' "$(tail -n 1 s/history.jsonl | jq -r .type)" refuse
t_run baseline-promote -c c -s s --actor ada <in
t_exp 'promoter allowed' 0 '*' ''
printf '[metrics]\ndisplay_gibs = *display*\ncomp3_mibs = *comp3*\n[automation]\nbaseline_promotion_enabled = false\n' >c/thresholds.ini
t_run baseline-promote -c c -s off <in
t_exp 'switched off' 0 '*' 'baseline-promote: switched off by baseline_promotion_enabled = false'
t_ok 'nothing is made' sh -c '! test -e off'
t_jq 'the document is as it was' '._metadata | has("baseline") | not'

# --- held ---
t_ok 'eight promotions' history h 8
for n in 1 2; do
	doc "8.$n" 571 "$n" >in
	t_run baseline-promote -s h <in
	t_exp "held $n" 0 '*' "~^baseline-promote: held: $n of 3 runs: DISPLAY is \+9[0-9.]+ % against the last [0-9]+ runs, far beyond their noise"
	t_jq "held $n in the document" "._metadata.baseline | .promoted == false and .held == {\"runs\": $n, \"of\": 3}"
done
t_is 'the baseline stands' "$(jq .display_gibs h/baseline.json)" 4.22
doc 4.21 571 a >in
t_run baseline-promote -q -s h <in
t_jq 'a usual run between begins the count anew' ._metadata.baseline.promoted
for n in 1 2; do doc "8.$n" 571 "$n" | baseline-promote -q -s h >/dev/null; done
doc 8.0 571 c >in
t_run baseline-promote -s h <in
t_exp 'the third in a row is promoted' 0 '*' '~promoted: improvement seen in 3 runs: DISPLAY'
t_jq 'promoted' ._metadata.baseline.promoted
t_ok 'eight more' history h2 8
doc 8.0 571 c >in
t_run baseline-promote -s h2 --accept-improvement <in
t_exp '--accept-improvement' 0 '*' '~promoted: improvement accepted by --accept-improvement'
t_ok 'five promotions' history h3 5
t_run baseline-promote -s h3 <in
t_jq 'too little history to hold anything' ._metadata.baseline.promoted
doc 4.21 571 d '._metadata.environment.fingerprint = "fedcba9876543210"' >in
t_run baseline-promote -s h <in
t_jq 'another machine has its own baseline' '._metadata.baseline | .promoted and .previous == null'
t_is 'one file each' "$(ls h/baselines | tr '\n' ' ')" '0123456789abcdef.json fedcba9876543210.json '

# --- hostile text ---
doc 4.2 570 8 '._metadata.benchmarks[0].id = "::error::x\n\u001b[31m|<script>" + ("y" * 20000)
	| ._metadata.git_branch = "main" | .warnings = ["::warning::\r\nx"]' >in
t_run baseline-promote -s hostile <in
t_exp 'hostile names' 0 '*' 'baseline-promote: promoted: the first baseline of this environment'
t_is 'one line a record' "$(wc -l <hostile/history.jsonl)" 1
t_ok 'which verifies' verified hostile 1
doc 4.2 570 9 '._metadata.git_branch = "x\n::error::forged"' >in
t_run baseline-promote -s hostile <in
t_exp 'a branch cannot forge a line' 1 '*' "baseline-promote: the branch is 'x?::error::forged', not the main branch 'main', skipping baseline update"

# --- a broken ledger ---
cp -r s b
sed -i '2s/4\.3/4.4/' b/history.jsonl
cp b/history.jsonl before
doc 4.2 570 9 >in
t_run baseline-promote -s b <in
t_exp 'a broken ledger is never appended to' 1 '*' "~^baseline-promote: CBKB006: the ledger does not verify: record 3 does not continue the one before it \(b/history.jsonl\); nothing is appended"
t_jq 'the document says why' '._metadata.baseline | .promoted == false and (.reasons[0] | startswith("CBKB006: the ledger does not verify"))'
t_ok 'not a byte is changed' cmp before b/history.jsonl
t_run baseline-promote -s b --verify
t_exp 'verify names the record' 1 '*' '~record 3 does not match what stands before it \(line 3 of the ledger\)'
t_jq 'and in JSON' '.verified == false and .first_break == 3'
for mode in --checkpoint --prune '--import h.json'; do
	echo '{"history": []}' >h.json
	# shellcheck disable=SC2086
	t_run baseline-promote -s b $mode
	t_exp "$mode on a broken ledger" 1 '*' '~CBKB006'
done
t_ok 'still not a byte' cmp before b/history.jsonl

# --- a torn line ---
cp -r s torn
printf '{"actor":"x","data":' >>torn/history.jsonl
t_run baseline-promote -s torn --verify
t_exp 'torn' 0 '*' '~the last line is torn'
n=$(jq .records out)
doc 4.2 570 9 >in
t_run baseline-promote -q -s torn --override --reason x <in
t_is 'the next promotion recovers' "$(tail -n 2 torn/history.jsonl | jq -r .type | tr '\n' ' ')" 'recover override '
t_is 'and says what was cut' "$(tail -n 2 torn/history.jsonl | jq -c 'select(.type == "recover") | .data')" \
	"{\"bytes\":20,\"sha256\":\"$(printf '{"actor":"x","data":' | sha256sum | cut -d' ' -f1)\"}"
t_ok 'it verifies' verified torn $((n + 2))

# --- output that can't be written ---
doc 4.2 570 9 >in
t_run sh -c 'baseline-promote -q -s full <in >/dev/full'
t_exp '/dev/full' 4 '' '~can.t write standard output: No space left'
t_run sh -c '{ baseline-promote -q -s pipe <in; echo "$?" >rc; } | :; cat rc'
t_exp 'closed pipe' 0 '~^(141|4|0) $' '*'
t_run sh -c 'baseline-promote -q -s closed <in >&-'
t_exp 'closed stdout' 4 '' '~can.t write standard output'
t_run sh -c 'baseline-promote -q -s closed2 <&-'
t_exp 'closed stdin' 3 '' '~standard input'

# --- another process holds the lock: it waits, and says so ---
# held DIR COMMAND…: while DIR is locked, until something is said about that
held() {
	python3 - "$@" <<'X'
import fcntl, struct, subprocess, sys
with open(sys.argv[1] + "/.lock", "r+") as f:
    fcntl.fcntl(f, fcntl.F_OFD_SETLK, struct.pack("hhqqi", fcntl.F_WRLCK, 0, 0, 0, 0))
    p = subprocess.Popen(sys.argv[2:], stdin=open("in"), stderr=subprocess.PIPE)
    said = p.stderr.readline()
sys.stderr.buffer.write(said + p.stderr.read())
sys.exit(p.wait())
X
}
doc 4.22 571 >in
baseline-promote -q -s locked <in >out
t_run held locked baseline-promote -q -s locked
t_exp 'a writer' 0 '*' "baseline-promote: waiting for 'locked/.lock', which another process holds"
t_run held locked baseline-promote -q -s locked --log
t_exp 'a reader' 0 '*' "baseline-promote: waiting for 'locked/.lock', which another process holds"
t_is 'both went on' "$(wc -l <out)" 2

# --- run twice, pass on ---
doc 4.22 571 '' '.foreign = {"kept": [1, 2.5]} | ._metadata.other = "kept"' >in
baseline-promote -q -s twice <in >once
t_run baseline-promote -q -s twice <once
t_jq 'unknown keys pass, the section is replaced' '.foreign.kept == [1, 2.5] and ._metadata.other == "kept"
	and ._metadata.baseline.record.seq == 2'
t_is 'nothing else has changed' "$(jq -cS 'del(._metadata.baseline)' out)" "$(jq -cS . in)"
SOURCE_DATE_EPOCH=1772600000 baseline-promote -q -s a1 <in >o1
SOURCE_DATE_EPOCH=1772600000 baseline-promote -q -s a2 <in >o2
t_ok 'same input, same bytes' cmp o1 o2
t_ok 'also in the ledger' cmp a1/history.jsonl a2/history.jsonl
t_done
