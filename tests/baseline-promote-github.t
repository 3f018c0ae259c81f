#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# baseline-promote on GitHub: which event is a merge, whose checks have passed,
# and that nothing is asked where nothing needs to be.
# serves: AC5, AC9, AC10
. "${0%/*}/tap.sh"
. "$TOP/tests/store.sh"
. "$TOP/tests/github.sh"
doc 4.2 570 >in
SHA=4f2a9c1be8d07f3365a1c2d9e0b7a6f5c4d3e2f1

# --- without a request: no server, no token ---
run() { # ENV… : a dry run under these variables
	t_run env "$@" baseline-promote -q -n -s s <in
}
run GITHUB_EVENT_NAME=push GITHUB_REF=refs/heads/main GITHUB_ACTOR=ada
t_exp 'a push to main needs no payload, token or request' 0 '*' ''
t_jq 'its evidence' '._metadata.baseline | .outcome == "promoted" and .checks.merged == {"evidence": "push to refs/heads/main", "met": true}
	and .checks.checks == {"evidence": "not asked: push to refs/heads/main", "met": true} and .by.actor == "ada"'
run GITHUB_EVENT_NAME=push GITHUB_REF=refs/heads/main GITHUB_TOKEN=x GITHUB_REPOSITORY=o/r GITHUB_API_URL=http://127.0.0.1:1
t_exp 'nor is a token used' 0 '*' ''
jq -c --arg sha $SHA '._metadata.git_commit = $sha' in >of
t_run env GITHUB_EVENT_NAME=push GITHUB_REF=refs/heads/main GITHUB_SHA=$SHA baseline-promote -q -n -s s <of
t_jq 'a document of the commit that was pushed' '._metadata.baseline.checks.merged.evidence == "push to refs/heads/main"'
t_run env GITHUB_EVENT_NAME=push GITHUB_REF=refs/heads/main GITHUB_SHA=002a${SHA#4f2a} baseline-promote -q -n -s s <of
t_exp 'one of another commit' 0 '*' ''
t_jq 'that is in the evidence' '._metadata.baseline.checks.merged.evidence == "push to refs/heads/main of 002a9c1be8d0, but the document is of 4f2a9c1be8d0"'
run GITHUB_EVENT_NAME=push GITHUB_REF=refs/heads/topic
t_exp 'a push to another branch' 1 '*' "baseline-promote: the push was to 'refs/heads/topic', not to the main branch 'main', skipping baseline update"
run GITHUB_EVENT_NAME=push GITHUB_REF=refs/tags/main
t_exp 'a tag called main' 1 '*' '~the push was to .refs/tags/main.'
run GITHUB_EVENT_NAME=push
t_exp 'a push without a ref' 1 '*' '~the push was to'
run GITHUB_EVENT_NAME=pull_request GITHUB_REF=refs/pull/7/merge
t_exp 'a pull request without its payload' 1 '*' "~the event 'pull_request' on 'refs/pull/7/merge' is no merge"
for e in schedule workflow_dispatch repository_dispatch; do
	t_run env GITHUB_EVENT_NAME=$e GITHUB_REF=refs/heads/main baseline-promote -q -s "run-$e" <in
	t_exp "$e on main: recorded" 0 '*' ''
	t_is "$e: as a run, nothing promoted" "$(types "run-$e")$(ls "run-$e")" 'run history.jsonl'
done
run GITHUB_EVENT_NAME=schedule GITHUB_REF=refs/heads/other
t_exp 'schedule elsewhere' 1 '*' '~is no merge into'
t_run env GITHUB_EVENT_NAME=push GITHUB_REF=refs/heads/main baseline-promote -s s --branch main <in
t_exp 'the event tells the branch' 2 '' '~--branch and --actor are for use outside GitHub'
echo '{' >broken.json
run GITHUB_EVENT_NAME=push GITHUB_REF=refs/heads/main GITHUB_EVENT_PATH=broken.json
t_exp 'a payload that does not parse' 3 '' '~CBKB003.*broken.json'
run GITHUB_EVENT_NAME=push GITHUB_REF=refs/heads/main GITHUB_EVENT_PATH=absent.json
t_exp 'a payload that is not there' 0 '*' ''

# --- payloads ---
jq -n --arg sha $SHA '{action: "closed", number: 7, pull_request: {number: 7, merged: true,
	base: {ref: "main"}, head: {sha: $sha}, user: {login: "ada", id: 11}, merged_by: {login: "grace", id: 12}}}' >merged.json
jq '.pull_request.merged = false' merged.json >closed.json
jq '.pull_request.merged = "true"' merged.json >text.json
jq '.pull_request.base.ref = "release"' merged.json >release.json
run GITHUB_EVENT_NAME=pull_request GITHUB_EVENT_PATH=closed.json GITHUB_REF=refs/pull/7/merge
t_exp 'closed, not merged' 1 '*' 'baseline-promote: PR #7 is not merged, skipping baseline update'
run GITHUB_EVENT_NAME=pull_request GITHUB_EVENT_PATH=text.json
t_exp 'merged must be true itself' 1 '*' '~PR #7 is not merged'
run GITHUB_EVENT_NAME=pull_request GITHUB_EVENT_PATH=release.json
t_exp 'merged into another branch' 1 '*' "~PR #7 was merged into 'release', not into 'main'"
t_ok 'none of these left a store' sh -c '! test -e s'
t_run env GITHUB_EVENT_NAME=pull_request GITHUB_EVENT_PATH=merged.json GITHUB_ACTOR=bot \
	GITHUB_RUN_ID=99 GITHUB_RUN_ATTEMPT=2 GITHUB_REPOSITORY=o/r baseline-promote -q -s pr --checks-passed <in
t_exp 'merged, checks passed by option' 0 '*' ''
t_is 'who, which pull request, which run' \
	"$(jq -c '[.actor, .subject.pr, .data.author, .data.approver, .data.run_id, .data.run_url]' pr/history.jsonl)" \
	'["bot",7,"ada","grace","99.2","https://github.com/o/r/actions/runs/99"]'
t_is 'evidence in the ledger' "$(jq -c '.data.checks | .merged, .checks' pr/history.jsonl | tr '\n' ' ')" \
	'{"evidence":"PR #7 is merged into main (event payload)","met":true} {"evidence":"option --checks-passed","met":true} '
mkdir ids
printf '[metrics]\ndisplay_gibs = *display*\ncomp3_mibs = *comp3*\n[access]\nactor = id\n' >ids/thresholds.ini
t_run env GITHUB_EVENT_NAME=pull_request GITHUB_EVENT_PATH=merged.json GITHUB_ACTOR=bot GITHUB_ACTOR_ID=5 \
	baseline-promote -q -c ids -s ids-store --checks-passed <in
t_is 'actor = id: numbers, no names' "$(jq -c '[.actor, .data.author, .data.approver]' ids-store/history.jsonl)" '["5","11","12"]'
run GITHUB_EVENT_NAME=pull_request GITHUB_EVENT_PATH=merged.json GITHUB_REPOSITORY=o/r
t_exp 'checks have to be asked, and there is no token' 2 '' '~CBKB004: GITHUB_TOKEN is required'
jq -n '{workflow_run: {event: "push", head_branch: "main", head_repository: {full_name: "o/r"}}, repository: {full_name: "o/r"}}' >wr.json
run GITHUB_EVENT_NAME=workflow_run GITHUB_EVENT_PATH=wr.json GITHUB_REF=refs/heads/main
t_exp 'a workflow run of a push' 0 '*' ''
jq --arg sha $SHA '.workflow_run.head_sha = $sha' wr.json >wr-sha.json
run GITHUB_EVENT_NAME=workflow_run GITHUB_EVENT_PATH=wr-sha.json GITHUB_REF=refs/heads/main GITHUB_SHA=1111111111111111111111111111111111111111
t_jq 'its commit is the one that was pushed, not the newest of the branch' '._metadata.baseline.checks.merged.evidence
	== "a workflow run of a push to main of 4f2a9c1be8d0, but the document is of 111111111111"'
jq '.workflow_run.head_repository.full_name = "fork/r"' wr.json >wr-fork.json
run GITHUB_EVENT_NAME=workflow_run GITHUB_EVENT_PATH=wr-fork.json GITHUB_REF=refs/heads/main
t_exp 'of a push in a fork: not ours' 1 '*' '~the workflow run was of push on .main., not of a push'
jq '.workflow_run.event = "pull_request"' wr.json >wr-pr.json
run GITHUB_EVENT_NAME=workflow_run GITHUB_EVENT_PATH=wr-pr.json GITHUB_REF=refs/heads/main
t_exp 'of a pull request: not ours' 1 '*' '~the workflow run was of pull_request'

# --- with requests ---
gh_start || exit 1
merged='{"pulls":{"7":{"head":"'$SHA'","merged":true,"merged_by":"grace","login":"ada","state":"closed"}}}'
gh_reset "$merged"
gh_set '{"check_runs":{"'$SHA'":[{"name":"test","status":"completed","conclusion":"success"},
	{"name":"lint","status":"completed","conclusion":"skipped"},
	{"name":"bench","status":"in_progress","conclusion":null,"details_url":"https://github.com/octo/repo/actions/runs/99/job/3"}]},
	"statuses":{"'$SHA'":[{"context":"ci/x","state":"success"}]}}'
t_run env GITHUB_RUN_ID=99 GITHUB_JOB=bench baseline-promote -q -s api --pr 7 <in
t_exp '--pr: merged, and all other checks passed' 0 '*' ''
t_jq 'their evidence' '._metadata.baseline.checks | .merged.evidence == "PR #7 is merged into main (GitHub'"'"'s answer)"
	and .checks == {"evidence": "3 of 3 checks of '"$(echo "$SHA" | cut -c1-8)"' have passed", "met": true}'
t_is 'three requests' "$(gh_seen | sed 's/?.*//; s/ 200$//' | tr '\n' ';')" \
	"GET /repos/octo/repo/pulls/7;GET /repos/octo/repo/commits/$SHA/check-runs;GET /repos/octo/repo/commits/$SHA/status;"
t_ok 'the token is in no output or record' sh -c '! grep -rq ghs_good out err api'
gh_reset "$merged"
t_run env GITHUB_RUN_ID=99 baseline-promote -q -n -s api --pr 7 --checks-passed <in
t_is '--checks-passed asks for none' "$(gh_seen | wc -l | tr -d ' ')" 1
t_run env GITHUB_RUN_ID=98 GITHUB_JOB=other baseline-promote -q -s api --pr 7 <in
t_exp 'a check that is not ours is not done' 1 '*' "~refused: 1 of 4 checks of $(echo $SHA | cut -c1-8) have not passed, 1 of them not completed, first 'bench'"
gh_set '{"check_runs":{"'$SHA'":[{"name":"::error::x","status":"completed","conclusion":"failure"}]},"statuses":{}}'
t_run baseline-promote -q -s api --pr 7 <in
t_exp 'a failed check' 1 '*' "~refused: 1 of 1 checks .* first '::error::x'"
gh_set '{"check_runs":{"'$SHA'":[{"name":"t","status":"completed","conclusion":"success"}]},"statuses":{"'$SHA'":[{"context":"ci","state":"pending"}]}}'
t_run baseline-promote -q -s api --pr 7 <in
t_exp 'a pending status' 1 '*' '~1 of 2 checks .* 1 of them not completed'
gh_set '{"check_runs":{"'$SHA'":[]},"statuses":{"'$SHA'":[]}}'
t_run baseline-promote -q -s api --pr 7 <in
t_exp 'no checks at all is no pass' 1 '*' '~GitHub knows no checks of'
t_is 'each refusal is recorded' "$(types api)" 'promote refuse refuse refuse refuse '
gh_reset '{"pulls":{"7":{"head":"'$SHA'","merged":false}}}'
t_run baseline-promote -q -s none --pr 7 <in
t_exp '--pr: not merged' 1 '*' 'baseline-promote: PR #7 is not merged, skipping baseline update'
t_ok 'leaves no record' sh -c '! test -e none'
t_run baseline-promote -q -s none --pr 8 <in
t_exp '--pr: not there' 5 '' '~^baseline-promote: CBKB004: can.t read pull request octo/repo#8: 404'
gh_set '{"check_runs":{"1111111111111111111111111111111111111111":[{"name":"t","status":"completed","conclusion":"success"}]}}'
t_run env GITHUB_EVENT_NAME=push GITHUB_REF=refs/heads/main baseline-promote -q -n -s none --ask-checks <in
t_exp '--ask-checks on a push' 0 '*' ''
t_jq 'its evidence' '._metadata.baseline.checks.checks.evidence == "1 of 1 checks of 11111111 have passed"'
gh_stop
t_run baseline-promote -q -s none --pr 7 --tries 1 --max-wait 0 <in
t_exp 'GitHub can.t be reached' 5 '' '~^baseline-promote: CBKB004: can.t read pull request'
t_ok 'and nothing was made' sh -c '! test -e none'
t_done
