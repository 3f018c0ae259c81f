#!/bin/sh
# Pull requests from forks: a read-only token, and the two-step way, whose
# first half is a stranger's.
# serves: AC4, AC9
# shellcheck disable=SC2119,SC2120,SC2154 # gh_start and gh_reset; rc is tap.sh's
. "${0%/*}/tap.sh"
. "$TOP/tests/github.sh"

PASS=$DATA/pr-comment/pass.json FAIL=$DATA/pr-comment/fail.json
EV=$DATA/events
SHA=4f2a9c1be8d07f3365a1c2d9e0b7a6f5c4d3e2f1
gh_start || exit 1

# ---- a read-only token ----
READONLY='{"tokens":{"ghs_good":{"login":"github-actions[bot]","write":false,"app":true}}}'
WRITE='{"tokens":{"ghs_good":{"login":"github-actions[bot]","write":true,"app":true}}}'
why="pr-comment: the token may not write comments here, as in runs of pull requests from forks (CBKB004: can't comment on octo/repo#7: 403 'Resource not accessible by integration': the token lacks 'pull-requests: write' (permissions: in the workflow); needs issues=write; pull_requests=write)"
gh_reset "$READONLY"
GITHUB_STEP_SUMMARY=$W/sum t_run pr-comment --pr 7 <"$PASS"
t_exp 'read-only: exit by the verdict, with a notice' 0 '*' "$why"
t_jq '… skipped, with the reason' '._metadata.pr_comment | .action == "skipped" and (.reason | startswith("the token may not write"))'
t_ok '… the report is in the summary' grep -q '4.22 GiB/s' sum
t_is '… one try' "$(gh_seen | cut -d' ' -f1 | tr '\n' ,)" GET,POST,
t_run pr-comment --pr 7 <"$FAIL"
t_exp 'read-only: the verdict is no' 1 '*' "$why"
GITHUB_ACTIONS=true t_run pr-comment --pr 7 --no-annotations <"$PASS"
t_is 'read-only: the notice as an annotation' "$(cut -d' ' -f1-8 err)" '::notice title=pr-comment::the token may not write comments here,'
rm -f sum
GITHUB_STEP_SUMMARY=$W/sum t_run pr-comment --pr 7 --require-comment <"$PASS"
t_exp '--require-comment' 5 '' '~^pr-comment: CBKB004: can.t comment on octo/repo#7: 403 '
t_ok '… the summary all the same' grep -q '4.22 GiB/s' sum
gh_reset '{"faults":[{"method":"GET","do":{"status":403,"message":"Resource not accessible by integration"}}]}'
t_run pr-comment --pr 7 <"$PASS"
t_exp 'a token that may not even read' 0 '*' '~^pr-comment: the token may not write comments here'

# ---- --render: no token, no network ----
gh_reset "$WRITE"
render() { # EVENT INPUT
	GITHUB_RUN_ID=55 GITHUB_EVENT_NAME=pull_request GITHUB_EVENT_PATH=$EV/$1.json GITHUB_TOKEN='' t_run pr-comment --render dir <"$2"
}
render pull_request-fork "$PASS"
t_exp '--render' 0 '*' 'pr-comment: rendered, to be posted by --post'
t_is '… no request' "$(gh_seen)" ''
t_is '… the files' "$(cd dir && echo *)" 'about.json comment.md report.json'
t_is '… what it belongs to' "$(jq -c . dir/about.json)" \
	"{\"head_sha\":\"$SHA\",\"pr\":7,\"repository\":\"octo/repo\",\"run\":\"55\",\"schema\":\"benchline/comment/1\",\"section\":null,\"suite\":\"default\"}"
t_ok '… the report is the document' sh -c 'jq -S . dir/report.json >a; jq -S . "$1" >b; cmp a b' - "$PASS"
t_is '… the text' "$(head -1 dir/comment.md)" 'Performance Report: DISPLAY: 4.22 GiB/s, COMP-3: 571 MiB/s [PASS]'
cp -r dir good

# ---- --post: distrusted ----
post() { # EVENT [OPTIONS]
	event=$1
	shift
	: >"$W/gh/requests"
	GITHUB_EVENT_NAME=workflow_run GITHUB_EVENT_PATH=$EV/$event.json t_run pr-comment --post dir "$@"
}
fresh() {
	rm -rf dir && cp -r good dir
	gh_reset "{\"pulls\":{\"7\":{\"head\":\"$SHA\",\"head_repo\":\"mona/repo\"}}}"
}
about() { jq "$1" good/about.json >dir/about.json; }
none() { t_is "$1: nothing is posted" "$(gh_count POST) $(gh_count PATCH)" '0 0'; }
fresh
post workflow_run-fork
t_exp '--post' 0 '*' ''
t_is '… asks for the head, then comments' "$(gh_seen | cut -d' ' -f1,2 | tr '\n' ,)" \
	'GET /repos/octo/repo/pulls/7,GET /repos/octo/repo/issues/7/comments?per_page=100,POST /repos/octo/repo/issues/7/comments,GET /repos/octo/repo/issues/7/comments?per_page=100,'
t_ok '… the report' sh -c 'printf %s "$1" | grep -q 4.22' - "$(gh_state '.comments["7"][0].body')"
t_ok '… the log is the measuring run'"'"'s' sh -c 'printf %s "$1" | grep -q "https://github.com/octo/repo/actions/runs/289782451)"' - "$(gh_state '.comments["7"][0].body')"
t_jq '… the document on stdout' '._metadata.pr_comment.action == "created" and .display_gibs == 4.22'
post workflow_run-pull
t_jq 'the event names the pull request: unchanged' '._metadata.pr_comment.action == "unchanged"'
fresh
echo '@everyone <img src=x>' >dir/comment.md
post workflow_run-fork
t_is 'comment.md is never read' "$(gh_state '.comments["7"][0].body' | grep -c everyone)" 0
fresh
jq '.errors = ["@octocat <b> [x](https://e.example)"] | ._metadata.slo.passed = false | ._metadata.slo.status = "FAIL"' good/report.json >dir/report.json
post workflow_run-fork
t_is 'a hostile report is inert' "$rc $(gh_state '.comments["7"][0].body' | grep -c '@octocat\|<b>\|(https://e')" '1 0'
fresh
jq '._metadata.timestamp = "2999-01-01T00:00:00Z"' good/report.json >dir/report.json
post workflow_run-fork
t_is 'a report from the future has no time' "$(gh_state '.comments["7"][0].body' | grep -c 2999)" 0

fresh
about '.pr = 8'
gh_set '{"pulls":{"7":{"head":"4f2a9c1be8d07f3365a1c2d9e0b7a6f5c4d3e2f1","head_repo":"mona/repo"},"8":{"head":"0000000000000000000000000000000000000001"}}}'
post workflow_run-fork
t_exp 'another pull request' 3 '' '~^pr-comment: CBKB003: the head of pull request #8 is 00000000, not 4f2a9c1b'
none 'another pull request'
fresh
about '.pr = 8'
gh_set "{\"pulls\":{\"8\":{\"head\":\"$SHA\",\"head_repo\":\"octo/repo\"}}}"
post workflow_run-fork
t_exp 'another'"'"'s pull request with the same commit' 3 '' "~^pr-comment: CBKB003: pull request #8 comes from 'octo/repo', not from 'mona/repo', which was measured: nothing was posted"
none 'another'"'"'s pull request with the same commit'
fresh
about '.pr = 8'
post workflow_run-pull
t_exp 'not the event'"'"'s pull request' 3 '' '~^pr-comment: CBKB003: the rendered comment is for pull request 8, the event for 7'
none 'not the event'"'"'s pull request'
t_is '… no request at all' "$(gh_seen)" ''
fresh
about '.head_sha = "0000000000000000000000000000000000000001"'
post workflow_run-fork
t_exp 'not the event'"'"'s commit' 3 '' '~^pr-comment: CBKB003: the rendered comment is for another head_sha'
none 'not the event'"'"'s commit'
fresh
gh_set '{"pulls":{"7":{"head":"0000000000000000000000000000000000000002"}}}'
post workflow_run-pull
t_exp 'the pull request has moved on: a notice' 0 '*' 'pr-comment: the head of pull request #7 is 00000000, not 4f2a9c1b, which was measured'
none 'the pull request has moved on'
for change in '.suite = "other"' '.section = "x"' '.repository = "octo/other"' '.schema = "x"' '.head_sha = null' '.pr = -1' 'del(.suite)'; do
	fresh
	about "$change"
	post workflow_run-fork
	t_exp "about.json: $change" 3 '' '~^pr-comment: CBKB003: '
	none "about.json: $change"
done
for change in '.pr = "7"' '.pr = null' '.pr = 7.5' '.pr = "../../x"' '.pr = 99999999999999999999'; do
	fresh
	about "$change"
	post workflow_run-fork
	t_is "about.json: $change: no pull request" "$rc" 0
	none "about.json: $change"
done
fresh
ln -sf /proc/self/environ dir/report.json
post workflow_run-fork
t_exp 'report.json is a link' 3 '' 'pr-comment: CBKB003: report.json is no plain file'
none 'report.json is a link'
fresh
rm dir/about.json
ln -s "$W/good/about.json" dir/about.json
post workflow_run-fork
t_exp 'about.json is a link' 3 '' '~^pr-comment: CBKB003: no readable about.json'
fresh
rm dir/about.json
mkfifo dir/about.json
post workflow_run-fork
t_exp 'about.json is a pipe' 3 '' '~^pr-comment: CBKB003: no readable about.json'
fresh
head -c 100000 /dev/zero >dir/about.json
post workflow_run-fork
t_exp 'about.json is too large' 3 '' '~^pr-comment: '
fresh
post schedule
t_exp 'an event without a commit' 2 '' 'pr-comment: --post needs an event that names the commit (workflow_run, in GITHUB_EVENT_PATH)'
t_run pr-comment --post nowhere
t_exp 'no event at all' 2 '' '~^pr-comment: --post needs an event'

# ---- a broken run in the first half ----
fresh
post workflow_run-fork
rm -rf dir
render pull_request-fork /dev/null
t_is '--render of nothing: exit' "$rc" 3
t_is '… the files' "$(cd dir && echo *)" 'about.json comment.md'
post workflow_run-fork
t_exp '--post of it' 3 '' 'pr-comment: CBKB003: no report was rendered (report.json)'
t_is '… the comment says so' "$(gh_state '.comments["7"][0].body' | jq -r . | sed -n 3p)" 'Performance Report: no report was produced [FAIL]'
gh_reset "$READONLY"
fresh
post workflow_run-fork
t_exp '--post with a read-only token' 0 '*' '~may not write comments here'
gh_set "$WRITE"
gh_stop
t_done
