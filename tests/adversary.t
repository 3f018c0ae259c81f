#!/bin/sh
# What an attacker or bad luck did once, and must not do again.
# serves: AC5, AC6, AC10
# shellcheck disable=SC2154 # rc is tap.sh's
. "${0%/*}/tap.sh"
. "$TOP/tests/store.sh"
. "$TOP/tests/github.sh"

GOOD='{"display_gibs":4.22,"comp3_mibs":571.0,"warnings":[],"errors":[]}'
printf '%s' "$GOOD" >good.json

# ---- a name that looks like "and N more errors" takes no error away ----
jq '.errors = ["CBKB002: … and 5 more x: two benchmarks have this id"]' good.json >forged.json
t_run slo-check -q <forged.json
t_exp 'an error that looks like the end of a full list' 1 '*' ''
t_jq '… stays' '.errors == ["CBKB002: … and 5 more x: two benchmarks have this id"] and ._metadata.slo.status == "FAIL"'
cp out again.json
t_run slo-check -q <again.json
t_ok '… the second time, too' cmp out again.json
bench() { # ID NS
	printf '{"id":"%s","time_ns":{"estimate":%s,"low":%s,"high":%s,"statistic":"slope"},"throughput":[{"kind":"bytes","per_iteration":8000,"per_second":{"estimate":4531190000,"low":4531190000,"high":4531190000}}],"samples":null}' "$1" "$2" "$2" "$2"
}
two() { # ID
	printf '{"schema":"benchline/benchmarks/1","run":null,"errors":[],"warnings":[],"benchmarks":[%s,%s,%s,%s]}' \
		"$(bench display/a 100)" "$(bench comp3/a 100)" "$(bench "$1" 100)" "$(bench "$1" 200)"
}
two '… and 5 more x' >two.json
t_run sh -c 'perf-json <two.json | slo-check -q'
t_exp 'two benchmarks of a name that looks like it' 1 '*' ''
t_jq '… the error stays' '.errors == ["CBKB002: … and 5 more x: two benchmarks have this id"]'

# ---- a floor is there, and is the one that was written ----
floors() { printf '[performance_floors]\n%s\ncomp3_min_mibs = 40\n' "$1" >floors.ini; }
floors 'display_min_gibs = 1e308 GiB/s'
t_run slo-check -c floors.ini <good.json
t_exp 'a floor that no double holds' 2 '' \
	"slo-check: wrong value '1e308 GiB/s' for 'display_min_gibs': expected a number that a double holds (floors.ini)"
floors 'display_min_gibs = 5 GiB/s
display_min_mibs = 1 MB/s'
t_run slo-check -c floors.ini <good.json
t_exp 'two floors for one metric' 2 '' \
	"slo-check: 'display_min_mibs': 'display_gibs' has its limit already (floors.ini)"

# ---- nothing to judge by is no PASS ----
printf '[metrics]\nspeed_mibs = *\nspeed_mibs.optional = true\n[performance_floors]\n' >none.ini
for speed in '"speed_mibs":1,' ''; do
	printf '{%s"warnings":[],"errors":[]}' "$speed" >speed.json
	t_run slo-check -c none.ini <speed.json
	t_exp "no floor, no baseline, ${speed:-nothing measured}" 0 '*' '~[[]WARN[]]'
	t_jq '… says so' '.warnings == ["CBKB005: nothing to judge by: no metric that was measured has a floor, and no baseline was asked for"] and ._metadata.slo.compliance_level == "RequiresAttention"'
	cp out once
	t_run slo-check -q -c none.ini <once
	t_ok '… once' cmp out once
done
t_run slo-check -q -c none.ini -b speed.json <speed.json
t_is '… where one was asked for that is said' "$(jq -r '.warnings[]' out | grep -c 'nothing to judge by')" 0

# ---- what is no regular file is not replaced ----
mkfifo pipe
ln -s good.json link
ln -s /proc/self/fd/1 stdout
kept() { # NAME KIND
	t_run perf-json --check -o "$1" <good.json
	t_exp "-o onto a $2" 4 '' "perf-json: can't replace '$1': it is no regular file"
	t_is '… which stays what it was' "$(stat -c %F "$1")" "$2"
}
kept pipe fifo
kept link 'symbolic link'
kept stdout 'symbolic link'
if mknod null c 1 3 2>/dev/null; then
	kept null 'character special file'
else
	t_skip '-o onto a device' 'no right to make one'
fi
doc 4.2 570 | slo-check -q >run.json
t_run audit-render -t performance -f json -o pipe <run.json
t_exp 'a report onto a pipe' 4 '' "audit-render: can't replace 'pipe': it is no regular file"

# ---- the runner's files as pipes: nobody waits ----
for v in GITHUB_STEP_SUMMARY GITHUB_OUTPUT; do
	t_run env "$v=$W/pipe" timeout 100 pr-comment <run.json
	t_exp "$v is a pipe that nobody reads" 4 '' "~^pr-comment: can't write \\\$$v: No such device or address"
done
cat pipe >got &
t_run env GITHUB_OUTPUT="$W/pipe" timeout 100 pr-comment <run.json
wait
t_is 'a pipe that is read' "$rc $(sed -n 1p got)" '0 status=PASS'

# ---- a file that may grow no more: a failed write ----
t_run sh -c 'ulimit -f 1; perf-json --check <run.json >full'
t_exp 'stdout at the limit of its size' 4 '' "perf-json: can't write standard output: File too large"
printf 'as it was\n' >old.json
t_run sh -c 'ulimit -f 1; perf-json --check -o old.json <run.json'
t_exp '-o at the limit' 4 '' "perf-json: can't write 'old.json': File too large"
t_is '… the old file stands' "$(cat old.json)" 'as it was'
t_is '… and nothing else' "$(find . -name '.benchline.*')" ''
doc 4.2 570 | baseline-promote -q -s store >/dev/null
t_run sh -c 'ulimit -f 4; baseline-promote -q -s store <run.json'
t_exp 'a store at the limit' 4 '' '~^baseline-promote: .*: File too large'
t_ok '… is whole' verified store 1
t_run bench-exec -q -- sh -c 'ulimit -f 0; echo x >big; echo not reached'
t_is 'the command dies of it as ever' "$(jq -r '.signal // .exit, .stdout' out | tr '\n' ' ')" '25  '

# ---- a store with pipes in it: nobody waits ----
doc 4.2 570 >plain.json
piped() { # FILE COMMAND…
	rm -rf piped
	baseline-promote -q -s piped <run.json >/dev/null
	rm -f "piped/$1"
	mkfifo "piped/$1"
	p_file=$1
	shift
	t_run timeout 20 "$@" <plain.json
	t_exp "$p_file is a pipe: $1" 4 '' "$1: 'piped/$p_file' is no regular file"
}
for f in history.jsonl history-2020-01.jsonl; do
	piped "$f" slo-check -q -H piped
	piped "$f" baseline-promote -s piped
	piped "$f" baseline-promote -s piped --verify
done
piped baselines/0123456789abcdef.json slo-check -q -b piped
piped baselines/0123456789abcdef.json baseline-promote -s piped
rm -rf piped
baseline-promote -q -s piped <run.json >/dev/null
rm piped/.lock
mkfifo piped/.lock
t_run timeout 20 slo-check -q -b piped <plain.json
t_exp 'the lock is a pipe' 0 '*' ''

# ---- --post believes no stranger that there was a promotion ----
gh_start || exit 1
SHA=4f2a9c1be8d07f3365a1c2d9e0b7a6f5c4d3e2f1
gh_reset "{\"pulls\":{\"7\":{\"head\":\"$SHA\",\"head_repo\":\"mona/repo\"}}}"
jq '._metadata.baseline = {promoted: true, reasons: [], previous: null, changes: []}' "$DATA/pr-comment/pass.json" >promoted.json
GITHUB_EVENT_NAME=pull_request GITHUB_EVENT_PATH=$DATA/events/pull_request-fork.json GITHUB_TOKEN='' \
	t_run pr-comment -q --render dir <promoted.json
GITHUB_EVENT_NAME=workflow_run GITHUB_EVENT_PATH=$DATA/events/workflow_run-fork.json t_run pr-comment --post dir
t_exp "a fork's report of a promotion" 0 '*' ''
t_is '… one comment, the report' "$(gh_state '[.comments["7"][].body | split("\n")[0]]')" '["<!-- benchline: default -->"]'
gh_stop

# ---- pruning, when the clock went back once ----
at() { # DATE [OPTION…]
	SOURCE_DATE_EPOCH=$(date -u -d "$1" +%s)
	export SOURCE_DATE_EPOCH
	shift
	baseline-promote -q -s clock "$@" <run.json >out 2>err
	unset SOURCE_DATE_EPOCH
}
for day in 2026-01-01 2026-05-01 1970-01-02; do at "$day"; done
at 2026-05-02 --checkpoint
at 2026-05-03 --prune
t_jq 'a record of 1970 does not make the others old' '.pruned == false and .kept == 4'
at 2032-05-03 --prune
t_jq '… six years later they are' '.pruned == true and .records == 3'
t_ok '… the rest is whole' verified clock 2

t_run sh -c 'baseline-promote -s clock --log | audit-render -t compliance -f md'
t_is 'what a prune record names is no gap' "$(grep -c 'Protection of records.*Complete' out)" 1
t_run sh -c 'baseline-promote -s clock --log | tail -n +2 | audit-render -t compliance -f md'
t_is 'what was taken away besides is one' "$(grep -c 'Protection of records.*1 gap' out)" 1

# ---- a ledger in which no key stands twice ----
two display/b >two.json
perf-json <two.json | slo-check -q >twice.json
baseline-promote -q -s twice --branch main <twice.json >/dev/null 2>&1
t_is 'two benchmarks of one name: the first is recorded' \
	"$(jq -c '.data.benchmarks["display/b"].time_ns' twice/history.jsonl)" 100
t_run sh -c 'baseline-promote -s twice --log | audit-render -t performance'
t_is '… and can be reported on' "$rc $(cat err)" '0 '

# ---- a ledger whose chain holds, with data that nobody would write ----
# rechained FILTER: the example's records, changed by jq, linked anew
rechained() {
	prev=$(printf %064d 0)
	tail -n 30 "$EXAMPLES/ledger.jsonl" | jq -c "$1" | while IFS= read -r line; do
		seq=$((${seq:-0} + 1))
		line=$(printf '%s' "$line" | jq -cS --arg prev "$prev" --argjson seq "$seq" '.prev = $prev | .seq = $seq')
		printf '%s\n' "$line"
		prev=$(printf '%s' "$line" | sha256sum | cut -d' ' -f1)
	done
}
strange() { # NAME FILTER
	rechained "$2" >strange
	for t in audit trend compliance performance; do
		t_run sh -c "audit-render -t $t -f md <strange"
		t_exp "$1: $t" 0 '*' ''
		t_is '… in words' "$(grep -c '(null)\|[-−]inf' out)" 0
	done
}
violated='.data.slo.violations = [{"metric": "display_gibs", "kind": "floor", "value": 1, "limit": 2, "deficit": 1, "unit": "GiB/s", "severity": "error"}]'
strange 'times of no year' "$violated"' | .time = if .seq % 2 == 0 then "0000-01-01T00:00:00+23:59" else "0000-01-01T00:00:00Z" end'
t_run sh -c 'audit-render -t audit -f md --since 0000-01-01 <strange'
t_ok '… violations by month' grep -q '^| January 0 | ' out
strange 'records without a time' "$violated"' | if .seq % 3 == 0 then .time = "soon" else . end'
strange 'figures that no other unit holds' '(.data.metrics | values | .[] | .floor) = 1e308 | (.data.metrics | values | .display_gibs.value) = null'
strange 'changes beyond all figures' '(.data.changes | values) |= map(.low = -1e308 | .verdict = "improvement" | .change = null)'
strange 'a checkpoint without a time' 'if .type == "checkpoint" then .time = "soon" else . end'
strange 'commits and changes that are none' '.subject.commit = "none" | (.data.incidents | values | .[]) |= (.first_commit = 1 | .change = null)'

# ---- a broken log: how many records hold is a number of records ----
head -n 1 "$EXAMPLES/ledger.jsonl" >junk
for i in 1 2 3 4 5; do echo "junk $i"; done >>junk
t_run sh -c 'audit-render -t audit -f md <junk'
t_exp 'more breaks than records' 1 '*' ''
t_ok '… one of one holds' grep -q 'Log integrity: .*(1 of 1 records)' out
t_run sh -c 'audit-render -t compliance -f json <junk'
t_is '… in the summary, too' "$(grep -c 18,446,744 out)" 0
t_done
