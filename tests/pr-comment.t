#!/bin/sh
# The program as any of the seven: options, input, output, texts, events,
# surfaces.
# serves: AC4, AC9, AC10
# shellcheck disable=SC2119,SC2120,SC2154 # gh_start and gh_reset; rc is tap.sh's
. "${0%/*}/tap.sh"
. "$TOP/tests/github.sh"

PASS=$DATA/pr-comment/pass.json FAIL=$DATA/pr-comment/fail.json WARN=$DATA/pr-comment/warn.json
EV=$DATA/events

# ---- options ----
t_run pr-comment -h
t_exp '-h' 0 '~^usage: pr-comment .*--render.*--version' ''
t_run pr-comment --help
t_exp '--help' 0 '~^usage: pr-comment ' ''
t_run pr-comment -V
t_exp '-V' 0 '~^pr-comment .*[0-9]+\.[0-9]+\.[0-9]+' ''
t_run pr-comment --nonsense <"$PASS"
t_exp 'an unknown option' 2 '' '~^pr-comment: .*usage: pr-comment '
t_run pr-comment operand <"$PASS"
t_exp 'an operand' 2 '' "~^pr-comment: unexpected operand 'operand' usage: pr-comment "
for bad in '' '-x' 'x-' 'a--b' 'a<b' 'a>b' ' x' 'x ' "$(printf 'a\nb')" "$(printf '%0101d' 1)" "$(printf '\377')"; do
	t_run pr-comment -n --suite "$bad" <"$PASS"
	t_exp "--suite '$(printf %s "$bad" | tr '\n' ' ')'" 2 '' '~^pr-comment: --suite must be'
	t_run pr-comment -n --section "$bad" <"$PASS"
	t_exp "--section '$(printf %s "$bad" | tr '\n' ' ')'" 2 '' '~^pr-comment: --section must be'
done
t_run pr-comment -n --render x <"$PASS"
t_exp '--render with --dry-run' 2 '' '~^pr-comment: --render goes with'
t_run pr-comment -v -n <"$PASS"
t_exp '-v' 0 '*' '~^pr-comment: configuration: '
t_run pr-comment --show-config
t_exp '--show-config' 0 '~\[metrics\]' ''

# ---- --dry-run ----
t_run pr-comment -n <"$PASS"
t_exp '--dry-run needs no token' 0 '*' ''
t_jq '… no pull request: no URL' '.method == "POST" and .url == null and (keys == ["body", "method", "url"])'
t_run pr-comment -n --repo o/r --pr 7 <"$FAIL"
t_exp '--dry-run exits by the verdict' 1 '*' ''
t_jq '… the URL of the list' '.url == "https://api.github.com/repos/o/r/issues/7/comments"'
GITHUB_API_URL=https://ghe.example/api/v3/ t_run pr-comment -n --repo o/r --pr 7 <"$PASS"
t_jq 'Enterprise Server' '.url == "https://ghe.example/api/v3/repos/o/r/issues/7/comments"'
for url in '' https://api.github.com https://api.github.com/; do
	GITHUB_API_URL=$url strace -f -e trace=openat -o trace pr-comment -n --repo o/r --pr 7 <"$PASS" >out 2>err
	t_is "--dry-run, API '$url': libcurl is not loaded" "$(grep -c 'libcurl.*= [0-9]' trace)" 0
done
GITHUB_STEP_SUMMARY=$W/no GITHUB_OUTPUT=$W/no GITHUB_ACTIONS=true t_run pr-comment -n <"$FAIL"
t_exp '--dry-run writes nothing else' 1 '*' ''
t_ok '… no file' test ! -e no
pr-comment -n <"$PASS" >/dev/full 2>err
t_is 'stdout on a full disk' "$? $(cat err)" "4 pr-comment: can't write standard output: No space left on device"
pr-comment -n <"$PASS" >&- 2>err
t_is 'stdout closed' "$?" 4
t_run sh -c 'pr-comment -n <&-'
t_exp 'stdin closed' 3 '' '~^pr-comment: CBKB003: standard input is empty'
pr-comment -n <"$PASS" 2>err | :
t_is 'a closed pipe' "$(cat err)" ''
t_run sh -c 'pr-comment -n <"$1" >a; pr-comment -n <"$1" >b; cmp a b' - "$PASS"
t_exp 'the same bytes each time' 0 '' ''

# ---- the text ----
body() { pr-comment -n --pr 7 --repo o/r "$@" | jq -rj .body >body; }
has() { t_ok "$1" grep -qF -- "$2" body; }
body <"$PASS"
has 'first line' 'Performance Report: DISPLAY: 4.22 GiB/s, COMP-3: 571 MiB/s [PASS]'
has 'status' '**✅ PASSED**: All enterprise SLOs met'
has 'margin' '56.6x (4451 MB/s above floor)'
has 'value in MB/s' '4.22 GiB/s<br><sub>4531 MB/s</sub>'
has 'floor' '| 80 MB/s |'
has 'change with its interval' '+1.2 %<br><sub>-0.4 to +2.8 %</sub>'
has 'badge' 'SLO compliance: **🟢 Fully Compliant**'
has 'production' 'Production Ready: ✅ Yes'
has 'baseline' 'Compared with baseline <code>b7c1d2e3</code> of 2026-03-01, environment <code>9f86d081884c7d65</code>, 12 runs of history'
has 'benchmarks' 'Benchmarks: 8 compared, 5 slower, 3 faster'
has 'duration' 'Duration 184.3 s'
has 'commit' 'Commit <code>4f2a9c1b</code>'
has 'time' '2026-03-04 05:06:07 UTC'
has 'environment' 'AMD EPYC 7763 64-Core Processor · 4 cores · 15.6 GiB'
body <"$WARN"
has 'warning: status' '**⚠️ WARNING**: Performance approaching thresholds'
has 'warning: five, and how many more' '- … and 2 more'
t_is 'warning: five' "$(grep -c '^- CBKB005: ' body)" 5
has 'warning: badge' '🟠 Requires Attention'
body <"$FAIL"
has 'failure: status' '**❌ FAILED**: Performance below enterprise floors'
has 'failure: badge' '🔴 Non-Compliant'
has 'failure: production' 'Production Ready: ❌ No - Performance floors not met'
has 'failure: margin' '0.7x (26.31 MB/s below floor)'
has 'failure: not compared' 'Not compared with a baseline: CPU model differs (AMD EPYC 7763 64-Core Processor, Intel(R) Xeon(R) Platinum 8370C)'
jq '.errors = ["CBKB005: peak memory 300.0 MiB above the ceiling of 256 MiB"] | ._metadata.slo.violations = [] | ._metadata.slo.compliance_level = "ConditionallyCompliant"' "$FAIL" | body
has 'the real reason of a failure' '**❌ FAILED**: peak memory 300.0 MiB above the ceiling of 256 MiB'
has '… and of no production' 'Production Ready: ❌ No - peak memory 300.0 MiB above the ceiling of 256 MiB'
has 'another badge' '🟡 Conditionally Compliant'
jq '.warnings = ["CBKB005: nothing to compare with: no baseline for this environment"] | ._metadata.slo.violations = [] | ._metadata.slo.status = "WARN"' "$PASS" | body
has 'the real reason of a warning' '**⚠️ WARNING**: nothing to compare with: no baseline for this environment'
body <"$DATA/pr-comment/minimal.json"
has 'four keys: not judged' '**⚠️ WARNING**: not checked against floors'
has 'four keys: first line' 'Performance Report: DISPLAY: 4.22 GiB/s, COMP-3: 571 MiB/s [WARN]'
has 'four keys: not ready' 'Production Ready: ❌ No - not checked against floors'
has 'four keys: not assessed' '⚪ Not assessed'
jq '.errors = ["CBKB002: the benchmark command failed"]' "$DATA/pr-comment/minimal.json" | body
has 'four keys and an error' 'Performance Report: DISPLAY: 4.22 GiB/s, COMP-3: 571 MiB/s [FAIL]'
jq '.errors = ["CBKB002: the benchmark command exited with status 101"] | ._metadata.slo.status = "FAIL" | ._metadata.slo.passed = false | ._metadata.execution_context += {exit: 101, stderr_tail: ["thread main panicked", "  at src/lib.rs:1"]}' "$PASS" | body
has 'a failed run says what failed' '**❌ FAILED**: the benchmark command exited with status 101'
has '… and its last lines' 'thread main panicked'
jq '.errors = ["CBKB002: no benchmark for DISPLAY"] | .display_gibs = 0 | del(._metadata.metrics.display_gibs) | ._metadata.slo.status = "FAIL" | ._metadata.slo.passed = false' "$PASS" | body
has 'a metric that was not measured is never shown as 0' '| **DISPLAY** | not measured | 80 MB/s |'
has '… nor as good' '| ❌ not measured |'
cat >five.ini <<'X'
[metrics]
decode_mbs = *decode*
decode_mbs.label = Decode
start_ms = *start*
start_ms.label = Start
[performance_floors]
decode_min_mbs = 100 MB/s
start_max_ms = 20 ms
X
jq -n '{decode_mbs: 250.5, start_ms: 12.5, warnings: [], errors: [], _metadata: {slo: {status: "PASS", passed: true, fail_on: "fail", compliance_level: "ConditionallyCompliant", violations: [], notes: [], floors: {decode_mbs: {limit: 100, unit: "MB/s", factor: 2.505, target: null}, start_ms: {limit: 20, unit: "ms", factor: 1.6, target: null}}}}}' >other.json
body -c five.ini <other.json
has 'another project: first line' 'Performance Report: Decode: '
has 'another project: a ceiling' '1.6x (7.50 ms below ceiling)'
has '… under a fit heading' '| Metric | Value | Limit | Margin | Verdict |'
jq '.start_ms = 25.5 | ._metadata.slo.violations = [{metric: "start_ms", kind: "floor", value: 25.5, limit: 20, deficit: 5.5, unit: "ms", severity: "error"}] | ._metadata.slo.floors.start_ms.factor = 0.78' other.json | body -c five.ini
has '… and one that does not hold' '| 20 ms | 0.8x (5.50 ms above ceiling) | ❌ above ceiling |'
target() { # SEVERITY of a target that is missed
	jq --arg s "$1" '._metadata.slo.violations = [{metric: "start_ms", kind: "target", value: 12.5, limit: 10, deficit: 2.5, unit: "ms", severity: $s}]' \
		other.json | body -c five.ini
}
target note
has 'a target missed is a note' '✅ OK, above target |'
target warning
has '… or a warning, where that is configured' '⚠️ above target |'
jq '._metadata.slo.violations = [{metric: "start_ms", kind: "target", severity: "note"}, {metric: "start_ms", kind: "variance", severity: "warning"}]' other.json | body -c five.ini
has 'the worst is told' '⚠️ noisy |'
jq '._metadata.slo.floors.display_gibs = {limit: 3.5, unit: "GiB/s", factor: 1.2057, target: null}' "$PASS" | body
has 'a floor is rounded' '| 3758.1 MB/s | 1.2x (773 MB/s above floor) |'
has 'a floor, its heading' '| Metric | Value | Floor | Margin |'
jq '._metadata.execution_context.build_seconds = 61.25' "$PASS" | body
has 'the build in the duration' 'Duration 184.3 s (build 61.2 s)'

# ---- the event ----
export GITHUB_REPOSITORY=octo/repo
event() { # FILE NUMBER-or-null [NAME]
	name=${3:-${1%%-*}}
	GITHUB_EVENT_NAME=$name GITHUB_EVENT_PATH=$EV/$1.json t_run pr-comment -n <"$PASS"
	want=null
	if [ "$2" != null ]; then want="\"https://api.github.com/repos/octo/repo/issues/$2/comments\""; fi
	t_jq "event $1 as $name: $2" ".url == $want"
}
event pull_request-opened 7
event pull_request-opened 7 pull_request_target
event pull_request-fork 7
event pull_request-fork-deleted 7
event pull_request-merged 7
event issue_comment-pull 7
event issue_comment-issue null
event workflow_run-pull 7
event workflow_run-fork null
event workflow_run-several null
event workflow_run-dispatch null
event check_run-completed 7
event merge_group 7
event push-main null
event push-tag null
event push-deleted null
event workflow_dispatch null
event schedule null
if [ -d "$BESIDE/github-events" ]; then
	while read -r file number; do
		[ -e "$BESIDE/github-events/$file" ] || continue
		GITHUB_EVENT_NAME=${file%%.*} GITHUB_EVENT_PATH=$BESIDE/github-events/$file t_run pr-comment -n <"$PASS"
		t_is "real $file" "$(jq -r '.url // "null" | sub(".*issues/"; "") | sub("/comments"; "")' out)" "$number"
	done <<-X
		pull_request.opened.0.json 2
		pull_request.synchronize.22.json 2
		pull_request.closed.3.json 2
		issue_comment.created.0.json null
		workflow_run.completed.0.json null
		workflow_run.completed.2.json 2
		push.heads-master.4.json null
		push.tags-simple-tag.0.json null
		merge_group.checks_requested.0.json 104
		workflow_dispatch.heads-main.0.json null
	X
else
	t_skip 'real payloads' "no $BESIDE/github-events"
fi
GITHUB_REF=refs/pull/12/merge t_run pr-comment -n <"$PASS"
t_jq 'GITHUB_REF' '.url | endswith("/issues/12/comments")'
GITHUB_EVENT_PATH=$W/nowhere t_run pr-comment <"$PASS"
t_exp 'no payload: a notice, no token needed' 0 '*' 'pr-comment: there is no event payload (GITHUB_EVENT_PATH) and no --pr; --dry-run shows the comment'
t_jq '… skipped' '._metadata.pr_comment | .action == "skipped" and .id == null and (.reason | startswith("there is no event"))'
jq '._metadata.baseline.promoted = true' <"$PASS" >promoted.json
GITHUB_EVENT_PATH=$W/nowhere t_run pr-comment <promoted.json
t_exp '… nor for the promotion: said once' 0 '*' 'pr-comment: there is no event payload (GITHUB_EVENT_PATH) and no --pr; --dry-run shows the comment'
GITHUB_EVENT_PATH=$EV/workflow_run-several.json GITHUB_EVENT_NAME=workflow_run t_run pr-comment <"$FAIL"
t_exp 'several: none, said; exit by the verdict' 1 '*' 'pr-comment: the event names several pull requests, so none is taken'
GITHUB_EVENT_PATH=$EV/schedule.json GITHUB_EVENT_NAME=schedule GITHUB_STEP_SUMMARY=$W/sum t_run pr-comment -q <"$PASS"
t_exp 'none, quietly' 0 '*' ''
t_ok '… the summary is written' grep -q '4.22 GiB/s' sum
t_run pr-comment --require-comment <"$PASS"
t_exp 'none, --require-comment' 5 '' '~^pr-comment: CBKB004: no comment: '
printf '{"pull_request":' >cut.json
GITHUB_EVENT_PATH=$W/cut.json t_run pr-comment <"$PASS"
t_exp 'a payload that does not parse' 3 '' '~^pr-comment: CBKB003: '
echo '[]' >list.json
GITHUB_EVENT_PATH=$W/list.json t_run pr-comment <"$PASS"
t_exp 'a payload that is no object' 3 '' '~^pr-comment: CBKB003: expected an object'

# ---- switched off ----
mkdir off
sed 's/^pr_comment_enabled.*/pr_comment_enabled = false/' "$TOP/config/thresholds.ini" >off/thresholds.ini
t_run pr-comment --pr 7 -c off <"$FAIL"
t_exp 'pr_comment_enabled = false' 1 '*' 'pr-comment: switched off by pr_comment_enabled'

# ---- passing on ----
jq '.further = {a: [1, 2.5]} | ._metadata.unknown = "x"' "$PASS" >extra.json
t_run pr-comment <extra.json
jq -S 'del(._metadata.pr_comment)' out >a
jq -S . extra.json >b
t_ok 'only its own section changes' cmp a b
t_is 'the top level keeps its order' "$(jq -r 'keys_unsorted | join(" ")' out)" "$(jq -r 'keys_unsorted | join(" ")' extra.json)"
cp out once.json
t_run pr-comment <once.json
t_ok 'twice is once' cmp out once.json

# ---- with a GitHub ----
gh_start || exit 1
gh_reset '{"commit_pulls":{"4f2a9c1be8d07f3365a1c2d9e0b7a6f5c4d3e2f1":[7]}}'
push() { GITHUB_EVENT_NAME=push GITHUB_REF=refs/heads/main GITHUB_EVENT_PATH=$EV/push-main.json t_run pr-comment "$@" <"$DOC"; }
DOC=$PASS
push
t_exp 'push: the commit tells the pull request' 0 '*' ''
t_is '… requests' "$(gh_seen | cut -d' ' -f1,2 | head -2 | tr '\n' ,)" \
	'GET /repos/octo/repo/commits/4f2a9c1be8d07f3365a1c2d9e0b7a6f5c4d3e2f1/pulls,GET /repos/octo/repo/issues/7/comments?per_page=100,'
t_jq '… created' '._metadata.pr_comment.action == "created"'
gh_reset '{"commit_pulls":{"4f2a9c1be8d07f3365a1c2d9e0b7a6f5c4d3e2f1":[7,8]}}'
push
t_exp 'push: several pull requests are none' 0 '*' 'pr-comment: commit 4f2a9c1b belongs to several pull requests, so none is taken'
for bad in 1e3 7.0 '"7"' true 0 -7; do
	gh_reset "{\"faults\":[{\"path\":\"/commits/\",\"do\":{\"junk\":\"[{\\\"number\\\":$(printf %s "$bad" | sed 's/"/\\\\\\"/g')}]\"}}]}"
	push --tries 1
	t_exp "push: the number $bad" 5 '' '~can.t ask whose pull request 4f2a9c1b is: 200, but the answer is'
done
gh_reset
push
t_exp 'push: no pull request' 0 '*' 'pr-comment: commit 4f2a9c1b belongs to no pull request'
GITHUB_TOKEN='' push
t_exp 'push: asking needs a token' 2 '' '~GITHUB_TOKEN is required'

# promotion: a second comment of its own, updated in place
jq '._metadata.baseline = {promoted: true, reasons: [], previous: {commit: "b7c1d2e3f4a5968778695a4b3c2d1e0f12345678", seq: 4, timestamp: "2026-03-01T04:00:00Z"}, changes: [{kind: "metric", id: "display_gibs", baseline: 4.17, current: 4.22, unit: "GiB/s", change: 0.012}, {kind: "metric", id: "comp3_mibs", baseline: 575.2, current: 571.0, unit: "MiB/s", change: -0.0073}]}' "$PASS" >promoted.json
DOC=promoted.json
gh_reset '{"commit_pulls":{"4f2a9c1be8d07f3365a1c2d9e0b7a6f5c4d3e2f1":[7]}}'
push
t_exp 'promotion' 0 '*' ''
push
t_exp 'promotion, again' 0 '*' ''
t_is 'promotion: two comments, each with its marker' "$(gh_state '[.comments["7"][].body | split("\n")[0]]')" '["<!-- benchline: default -->","<!-- benchline-baseline: default -->"]'
t_jq 'promotion: unchanged the second time' '._metadata.pr_comment | .action == "unchanged" and .promotion.action == "unchanged"'
gh_state '.comments["7"][1].body' | jq -r . >body
has 'promotion: title' '## 🎯 Baseline Promoted'
has 'promotion: why' 'Performance baseline has been updated following the merge of PR #7.'
has 'promotion: metrics' '**New Baseline Metrics:**'
has 'promotion: each with the former' '- **DISPLAY**: 4.22 GiB/s (4531 MB/s), formerly 4.17 GiB/s (+1.2 %)'
has 'promotion: end' 'This baseline will be used for future performance regression detection.'
t_run pr-comment -n --pr 7 <promoted.json
t_jq 'promotion: --dry-run shows both' '(.body | contains("4.22 GiB/s")) and (.promotion.body | contains("Baseline Promoted"))'

# ---- sections ----
gh_reset
for s in linux 'mac os' windows; do
	t_run pr-comment --pr 7 --section "$s" <"$PASS"
	t_exp "section $s" 0 '*' ''
done
t_is 'sections: one comment' "$(gh_state '.comments["7"] | length')" 1
gh_state '.comments["7"][0].body' | jq -r . >body
t_is 'sections: by name, none lost' "$(sed -n 's/.* name=\(.*\) -->/\1/p' body | tr '\n' ,)" 'linux,mac os,windows,'
t_is 'sections: the marker is line 1' "$(sed -n 1p body)" '<!-- benchline: default -->'
t_is 'sections: what people see first' "$(sed -n 3p body)" 'Performance Report: DISPLAY: 4.22 GiB/s, COMP-3: 571 MiB/s [PASS]'
: >"$W/gh/requests"
t_run pr-comment --pr 7 --section windows <"$PASS"
t_is 'a section unchanged: one request' "$(gh_seen | wc -l)" 1
t_run pr-comment --pr 7 --section linux <"$FAIL"
gh_state '.comments["7"][0].body' | jq -r . >body
t_is 'a section of its own verdict' "$(grep -c '^Performance Report: .*\[PASS\]' body) $(grep -c '^Performance Report: .*\[FAIL\]' body)" '2 1'
jq '._metadata.timestamp = "2026-01-01T00:00:00Z"' "$PASS" >older.json
t_run pr-comment --pr 7 --section linux <older.json
t_exp 'an older section does not overwrite' 0 '*' 'pr-comment: the comment is about a newer run'
t_run pr-comment --pr 7 --section linux </dev/null
t_is 'a broken section: exit' "$rc" 3
gh_state '.comments["7"][0].body' | jq -r . >body
t_is '… only that one says so' "$(grep -c 'no report was produced \[FAIL\]' body) $(grep -c '\[PASS\]' body)" '1 2'
one() { jq -cn --argjson id "$1" --arg body "$2" '{id: $id, login: "github-actions[bot]", body: $body}'; }
gh_state '.comments["7"][0].body' | jq -r . >both
gh_reset "{\"comments\":{\"7\":[$(one 3 "$(cat both)"),$(one 5 '<!-- benchline: default -->
<!-- benchline-section: time=2026-03-04T05:06:07Z name=bsd -->
Performance Report: bsd
<!-- benchline-section-end -->')]}}"
t_run pr-comment --pr 7 --section linux <"$PASS"
gh_state '.comments["7"][0].body' | jq -r . >body
t_is 'two comments of sections become one, none lost' "$(gh_state '.comments["7"] | length') $(sed -n 's/.* name=\(.*\) -->/\1/p' body | tr '\n' ,)" '1 bsd,linux,mac os,windows,'
gh_reset '{"faults":[{"method":"GET","path":"issues/7/comments","nth":[1,2,3,4,5,6,7,8],"do":{"barrier":8}}]}'
for i in 1 2 3 4 5 6 7 8; do
	pr-comment --pr 7 --section "job $i" --timeout $((20 * SLOWER)) <"$PASS" >"out.$i" 2>"err.$i" &
	eval "p$i=\$!"
done
failed=0
for i in 1 2 3 4 5 6 7 8; do eval "wait \$p$i" || failed=$((failed + 1)); done
gh_state '.comments["7"][0].body' | jq -r . >body
t_is 'eight sections at once: no failure' "$failed $(cat err.*)" '0 '
t_is '… one comment with all eight' "$(gh_state '.comments["7"] | length') $(grep -c '^<!-- benchline-section: ' body)" '1 8'
gh_reset "{\"comments\":{\"7\":[$(one 3 "$(cat both)")]},\"faults\":[{\"method\":\"GET\",\"path\":\"issues/7/comments\",\"nth\":[1,2],\"do\":{\"barrier\":2}}]}"
pr-comment --pr 7 --section a <"$PASS" >out.1 2>err.1 &
p1=$!
pr-comment --pr 7 --section b <"$PASS" >out.2 2>err.2
wait $p1
gh_state '.comments["7"][0].body' | jq -r . >body
t_is 'two updates at once: none lost' "$(sed -n 's/.* name=\(.*\) -->/\1/p' body | tr '\n' ,)" 'a,b,linux,mac os,windows,'

# ---- surfaces ----
gh_reset
printf before >sum
printf 'before=1' >output
GITHUB_STEP_SUMMARY=$W/sum GITHUB_OUTPUT=$W/output t_run pr-comment --pr 7 <"$PASS"
t_is 'the summary is appended to' "$(sed -n '1,3p' sum)" 'before

Performance Report: DISPLAY: 4.22 GiB/s, COMP-3: 571 MiB/s [PASS]'
t_is 'the outputs' "$(cat output)" 'before=1

status=PASS
comment_id=5000000001
comment_url=https://github.com/octo/repo/pull/7#issuecomment-5000000001'
rm -f sum output
GITHUB_STEP_SUMMARY=$W/sum GITHUB_OUTPUT=$W/output GITHUB_ACTIONS=true t_run pr-comment --pr 7 --no-summary --no-output --no-annotations <"$FAIL"
t_exp 'each switched off' 1 '*' ''
t_ok '… no file' test ! -e sum -a ! -e output
head -c 1048000 /dev/zero | tr '\0' x >sum
GITHUB_STEP_SUMMARY=$W/sum t_run pr-comment --pr 7 <"$PASS"
t_ok 'a summary near its limit stays under it' test "$(wc -c <sum)" -lt 1048576
GITHUB_ACTIONS=true t_run pr-comment --pr 7 <"$WARN"
t_ok 'a warning is annotated' grep -qx '::warning title=Performance Report::CBKB005: DISPLAY: floor, 96.64 MB/s, limit 80.00 MB/s' err
gh_reset
GITHUB_OUTPUT=/dev/full t_run pr-comment --pr 7 <"$PASS"
t_exp 'outputs that can'"'"'t be written' 4 '' "pr-comment: can't write \$GITHUB_OUTPUT: No space left on device"

# ---- --check-auth ----
gh_reset
t_run pr-comment --check-auth
t_exp '--check-auth' 0 '*' ''
t_jq '… who, what' '. == {login: "github-actions[bot]", permissions: {admin: false, maintain: false, pull: true, push: true, triage: true}, repository: "octo/repo"}'
gh_set '{"tokens":{"ghs_good":{"login":"github-actions[bot]","write":true,"app":true},"pat":{"login":"octocat"}}}'
GITHUB_TOKEN=pat t_run pr-comment --check-auth
t_jq 'a personal token' '.login == "octocat"'
GITHUB_TOKEN=bad t_run pr-comment --check-auth
t_exp '--check-auth, 401' 5 '' "pr-comment: CBKB004: can't read the repository: 401: the token is wrong or has expired"
gh_set '{"faults":[{"path":"/repos/","do":{"status":403,"message":"Forbidden"}}]}'
t_run pr-comment --check-auth
t_exp '--check-auth, 403' 5 '' "~^pr-comment: CBKB004: can't read the repository: 403 'Forbidden'"
gh_reset
t_run pr-comment --check-auth --repo octo/other
t_exp '--check-auth, 404' 5 '' '~404'

# ---- the token ----
gh_reset
ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 t_run strace -f -e trace=execve,write,openat -s 4096 -o trace pr-comment --pr 7 <"$PASS"
t_is 'under strace: exit' "$rc" 0
t_is 'the token is written to no file' "$(grep -v sendto trace | grep -c ghs_good)" 0
gh_set '{"faults":[{"method":"GET","do":{"delay":1}}]}'
pr-comment --pr 7 <"$PASS" >/dev/null 2>&1 &
p=$!
i=0
until grep -q '^Max core file size  *0  *0 ' /proc/$p/limits 2>/dev/null || [ $i -gt 300 ]; do
	i=$((i + 1))
	sleep 0.1
done
sleep 0.2
if [ -z "${BENCHLINE_VALGRIND:-}" ]; then
	t_is 'not in the environment of the process' "$(tr '\0' '\n' 2>/dev/null </proc/$p/environ | grep -c ghs_good)" 0
else
	t_skip 'not in the environment of the process' "there it is valgrind's own"
fi
t_is 'not in its arguments' "$(tr '\0' '\n' 2>/dev/null </proc/$p/cmdline | grep -c ghs_good)" 0
t_is 'no core dump' "$(awk '/^Max core file size/ {print $5, $6}' /proc/$p/limits)" '0 0'
wait $p

# ---- TLS ----
if command -v openssl >/dev/null 2>&1; then
	gh_stop
	openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 2>/dev/null
	gh_start --tls "$W/cert.pem" "$W/key.pem"
	gh_reset
	t_run pr-comment --pr 7 <"$PASS"
	t_exp 'a certificate that nobody signed' 5 '' '~^pr-comment: CBKB004: can.t list the comments of octo/repo#7: .*certificate'
	t_is '… is final' "$(gh_seen | wc -l)" 0
	t_run pr-comment --pr 7 --cacert cert.pem <"$PASS"
	t_exp '--cacert' 0 '*' ''
	# What an update over https costs, the least of ten: one connection, 16 MiB
	# and, where nothing slows the program down or the machine, 15 ms of CPU.
	for n in 0 1 2 3 4 5 6 7 8 9; do
		jq --arg t "2026-03-05T00:00:0${n}Z" '._metadata.timestamp = $t' "$PASS" >again.json
		"$BUILD/tests/timed" usage pr-comment --pr 7 --cacert cert.pem <again.json >out 2>err
		t_rc="$? $(cat err)"
		[ "$t_rc" = '0 ' ] || break
		cat usage
	done >usages
	t_is 'updates over https' "$t_rc $(jq -r .path "$W/gh/requests" | wc -l) $(gh_count PATCH)" '0  23 10'
	cost=$(sort -n -k2 usages | awk 'NR == 1 {printf "%.1f ms of CPU, %.1f MiB", $2 * 1000, $3 / 1024}')
	case ${BENCHLINE_SANITIZED:-}${BENCHLINE_VALGRIND:-} in
	?*) t_skip 'what an update over https costs' 'sanitized' ;;
	*) t_ok "an update over https: $cost" awk '$3 > 16 * 1024 || $2 > 0.06 {bad = 1} END {exit bad}' usages ;;
	esac
	t_run pr-comment --pr 7 --cacert nowhere.pem <"$PASS"
	t_exp '--cacert that is not there' 4 '' "pr-comment: can't read 'nowhere.pem': No such file or directory"
else
	t_skip TLS 'no openssl'
fi
gh_stop
t_done
