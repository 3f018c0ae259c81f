#!/bin/sh
# The comment law, point by point: pr-comment(1), THE COMMENT.
# serves: AC4, AC10
# shellcheck disable=SC2119,SC2120,SC2154 # gh_start and gh_reset; rc is tap.sh's
. "${0%/*}/tap.sh"
. "$TOP/tests/github.sh"

PASS=$DATA/pr-comment/pass.json
MARK='<!-- benchline: default -->'
STAMP='<!-- benchline-run: time=2026-03-04T05:06:07Z -->'
export BENCHLINE_HTTP_MAX_WAIT=20
gh_start || exit 1

# The document with another time.
at() { jq --arg t "$1" '._metadata.timestamp = $t' "$PASS"; }
# A comment for the server's state: ID LOGIN BODY.
one() { jq -cn --argjson id "$1" --arg login "$2" --arg body "$3" '{id: $id, login: $login, body: $body}'; }
have() { gh_reset "{\"comments\":{\"7\":[$1]}}"; }
ours() { gh_state '[.comments["7"][]? | select(.body | startswith("<!-- benchline: default -->\n"))]'; }
nothing_sent() { t_is "$1: no request" "$(gh_seen)" ''; }

# ---- 1. the marker, the stamp, the text ----
gh_reset
t_run pr-comment --pr 7 <"$PASS"
t_exp 'first run' 0 '*' ''
t_jq 'first run: the document, with what was done' \
	'._metadata.pr_comment == {action: "created", id: 5000000001, reason: null, url: "https://github.com/octo/repo/pull/7#issuecomment-5000000001"} and .display_gibs == 4.22'
t_is 'first run: list, create, list' "$(gh_seen | cut -d' ' -f1,3 | tr '\n' ,)" 'GET 200,POST 201,GET 200,'
gh_state '.comments["7"][0].body' | jq -r . >body
t_is 'line 1 is the marker' "$(sed -n 1p body)" "$MARK"
t_is 'line 2 is the stamp' "$(sed -n 2p body)" \
	'<!-- benchline-run: commit=4f2a9c1be8d07f3365a1c2d9e0b7a6f5c4d3e2f1 time=2026-03-04T05:06:07Z -->'
t_is 'line 3 is what people see first' "$(sed -n 3p body)" \
	'Performance Report: DISPLAY: 4.22 GiB/s, COMP-3: 571 MiB/s [PASS]'
t_is 'one marker' "$(grep -c 'benchline: ' body)" 1

: >"$W/gh/requests"
t_run pr-comment --pr 7 <"$PASS"
t_exp 'the same again' 0 '*' ''
t_jq 'the same again: unchanged' '._metadata.pr_comment.action == "unchanged"'
t_is 'the same again: one request' "$(gh_seen | wc -l)" 1
cp body body.1
at 2026-03-05T05:06:07Z >later.json
: >"$W/gh/requests"
t_run pr-comment --pr 7 <later.json
t_exp 'a later run' 0 '*' ''
t_jq 'a later run: updated' '._metadata.pr_comment.action == "updated"'
t_is 'a later run: two requests' "$(gh_seen | cut -d' ' -f1 | tr '\n' ,)" GET,PATCH,
t_is 'the marker has the same bytes' "$(gh_state '.comments["7"][0].body' | jq -r . | sed -n 1p)" "$MARK"
t_run sh -c 'GITHUB_JOB=other GITHUB_SHA=abc GITHUB_ACTOR=me RUNNER_NAME=x TZ=Asia/Tokyo pr-comment -n --pr 7 <"$1" >a; pr-comment -n --pr 7 <"$1" >b; cmp a b' - "$PASS"
t_exp 'the text depends on nothing else' 0 '' ''
GITHUB_RUN_ID=99 pr-comment -n --pr 7 <"$PASS" >a
t_ok 'a run link stands in it' grep -q '(https://github.com/octo/repo/actions/runs/99)' a
t_is 'the run number stands after the marker' "$(jq -r .body a | sed -n 2p)" \
	'<!-- benchline-run: commit=4f2a9c1be8d07f3365a1c2d9e0b7a6f5c4d3e2f1 run=99 time=2026-03-04T05:06:07Z -->'

# ---- 2. whose comment ----
quote="$MARK
$STAMP
somebody's"
have "$(one 1 mallory "$quote"),$(one 2 'github-actions[bot]' "look:
$quote"),$(one 3 'github-actions[bot]' " $quote"),$(one 4 'github-actions[bot]' '<!-- benchline: other -->'),{\"id\":5,\"login\":null,\"body\":\"$MARK\"},{\"id\":6,\"login\":\"github-actions[bot]\"}"
t_run pr-comment --pr 7 <"$PASS"
t_exp 'quoted by others, elsewhere, no author, no body' 0 '*' ''
t_jq '… : a comment of our own' '._metadata.pr_comment.action == "created"'
t_is '… : nobody else'"'"'s is touched' "$(gh_state '[.comments["7"][] | select(.id < 7) | .body | tostring | length] | length')" 6
t_is '… : no PATCH, no DELETE' "$(gh_count PATCH) $(gh_count DELETE)" '0 0'
have "$(one 9 'github-actions[bot]' "$quote"),$(one 4 'github-actions[bot]' "$quote"),$(one 6 'GitHub-Actions[bot]' "$quote")"
t_run pr-comment --pr 7 <"$PASS"
t_exp 'three of ours' 0 '*' ''
t_is '… : the lowest id is kept and updated, the others deleted' \
	"$(ours | jq -c '[.[] | [.id, (.body | contains("4.22 GiB/s"))]]')" '[[4,true]]'
t_jq '… : updated' '._metadata.pr_comment | .action == "updated" and .id == 4'

have "$(one 4 'github-actions[bot]' "$quote"),$(one 6 'github-actions[bot]' "$quote")"
gh_set '{"faults":[{"method":"DELETE","do":{"status":404,"message":"Not Found"}}]}'
t_run pr-comment --pr 7 <"$PASS"
t_exp '404 on DELETE is success' 0 '*' ''

have "$(one 1 'github-actions[bot]' "$quote")"
gh_set '{"faults":[{"method":"GET","path":"comments","nth":[1,2],"do":{"status":200,"body":"[{\"id\":1,\"user\":{\"login\":\"github-actions[bot]\"},\"body\":\"<!-- benchline: default -->\\n\\ud800\"},{\"id\":2,\"user\":{\"login\":\"github-actions[bot]\"},\"body\":\"<!-- benchline: default -->\\n\\u0000\"},{\"id\":3,\"user\":{\"login\":\"github-actions[bot]\"},\"body\":7}]"}}]}'
t_run pr-comment --pr 7 <"$PASS"
t_exp 'comments that can'"'"'t be decoded' 0 '*' ''
t_jq '… are not ours' '._metadata.pr_comment.action == "created"'
t_is '… and are let alone' "$(gh_count PATCH) $(gh_count DELETE)" '0 0'

gh_reset
t_run pr-comment --pr 7 --suite 'a b/c' <"$PASS"
t_run pr-comment --pr 7 --suite other <"$PASS"
t_is 'a comment a suite' "$(gh_state '[.comments["7"][].body | split("\n")[0]]')" \
	'["<!-- benchline: a b/c -->","<!-- benchline: other -->"]'
have "$(one 1 octocat "$quote")"
t_run pr-comment --pr 7 --author OctoCat <"$PASS"
t_exp '--author: the comment of another login, in any case' 5 '' '~Must have admin rights'
gh_set '{"tokens":{"ghs_good":{"login":"github-actions[bot]","write":true,"app":true},"pat":{"login":"octocat"}}}'
have "$(one 1 octocat "$quote")"
GITHUB_TOKEN=pat t_run pr-comment --pr 7 --author OctoCat <"$PASS"
t_exp '--author: updated' 0 '*' ''
t_jq '--author: updated, said' '._metadata.pr_comment | .action == "updated" and .id == 1'
gh_reset
GITHUB_TOKEN=pat t_run pr-comment --pr 7 <"$PASS"
t_exp 'a token of another login than --author: said' 0 '*' \
	"pr-comment: the token writes as 'octocat', not as 'github-actions[bot]': without --author octocat the next run will not find this comment"

have "$(one 1 octocat "$quote")"
GITHUB_TOKEN=pat t_run pr-comment --pr 7 --author @me <"$PASS"
t_exp '--author @me' 0 '*' ''
t_jq '--author @me: the token'"'"'s own login' '._metadata.pr_comment | .action == "updated" and .id == 1'
have "$(one 1 'github-actions[bot]' "$quote")"
t_run pr-comment --pr 7 --author @me <"$PASS"
t_jq '--author @me: a token that may not ask is the bot'"'"'s' '._metadata.pr_comment | .action == "updated" and .id == 1'

# ---- 3. older and newer ----
gh_reset
t_run pr-comment --pr 7 <later.json
gh_state '.comments["7"][0].body' >before
: >"$W/gh/requests"
t_run pr-comment --pr 7 <"$PASS"
t_exp 'an older run does not overwrite' 0 '*' 'pr-comment: the comment is about a newer run'
t_jq '… : skipped, with the reason' '._metadata.pr_comment | .action == "skipped" and .reason == "the comment is about a newer run" and .id == 5000000001'
t_is '… : one request' "$(gh_seen | cut -d' ' -f1)" GET
t_is '… : the comment stands' "$(gh_state '.comments["7"][0].body')" "$(cat before)"
jq '._metadata.git_commit = "0000000000000000000000000000000000000000"' later.json >equal.json
t_run pr-comment --pr 7 <equal.json
t_jq 'an equal time overwrites' '._metadata.pr_comment.action == "updated"'
jq 'del(._metadata.timestamp)' "$PASS" >timeless.json
t_run pr-comment --pr 7 <timeless.json
t_jq 'no time overwrites' '._metadata.pr_comment.action == "updated"'
t_run pr-comment --pr 7 <"$PASS"
t_jq 'a comment without a time is overwritten' '._metadata.pr_comment.action == "updated"'
at 2026-03-05T07:06:07+02:00 >offset.json
t_run pr-comment --pr 7 <later.json
t_run pr-comment --pr 7 <offset.json
t_jq 'times are compared as instants' '._metadata.pr_comment.action == "updated"'

# ---- 4. broken or empty stdin ----
broken() { # NAME INPUT WHY
	gh_reset
	t_run pr-comment --pr 7 <"$PASS"
	: >"$W/gh/requests"
	t_run pr-comment --pr 7 <"$2"
	t_exp "$1" 3 '' "$3"
	t_is "$1: the comment says so" "$(gh_state '.comments["7"][0].body' | jq -r . | sed -n '1p;3p')" "$MARK
Performance Report: no report was produced [FAIL]"
	t_is "$1: two requests" "$(gh_seen | cut -d' ' -f1 | tr '\n' ,)" GET,PATCH,
	gh_reset
	t_run pr-comment --pr 7 <"$2"
	t_exp "$1, no comment yet" 3 '' "$3"
	t_is "$1, no comment yet: none is made" "$(gh_count POST)" 0
	gh_reset
	t_run pr-comment --pr 7 -n <"$2"
	t_exp "$1, --dry-run" 3 '' "$3"
	nothing_sent "$1, --dry-run"
}
broken 'empty input' /dev/null 'pr-comment: CBKB003: standard input is empty (did the program before this one fail?)'
head -c 300 "$PASS" >cut.json
broken 'cut input' cut.json '~^pr-comment: CBKB003: '
echo '{"display_gibs":"4","comp3_mibs":1,"warnings":[],"errors":[]}' >typed.json
broken 'mistyped input' typed.json '~^pr-comment: CBKB003: expected .* at ./display_gibs'
echo '{"display_gibs":4,"display_gibs":4,"comp3_mibs":1,"warnings":[],"errors":[]}' >twice.json
broken 'a duplicate key' twice.json '~^pr-comment: CBKB003: '
gh_reset
t_run pr-comment --pr 7 </dev/null
t_run pr-comment --pr 7 <"$PASS"
t_jq 'a good run overwrites it' '._metadata.pr_comment.action == "created"'

# ---- 5. waits that do not fit ----
gh_reset '{"faults":[{"method":"GET","path":"comments","do":{"status":403,"message":"API rate limit exceeded","headers":{"x-ratelimit-remaining":"0"},"reset_in":3000}}]}'
begin=$(date +%s)
t_run pr-comment --pr 7 --max-wait 100 <"$PASS"
t_exp 'a limit beyond --max-wait ends at once' 5 '' '~^pr-comment: CBKB004: can.t list the comments of octo/repo#7: 403 .API rate limit exceeded., primary rate limit: not before 20[^ ]*Z, in (299|300)[0-9] s .tries: 1; 100 s of waiting left'
t_ok '… : at once' test $(($(date +%s) - begin)) -lt $((5 * SLOWER))
t_is '… : one request' "$(gh_seen | wc -l)" 1
gh_reset '{"faults":[{"method":"POST","do":{"status":429,"message":"You have exceeded a secondary rate limit","headers":{"Retry-After":"30"}}}]}'
t_run pr-comment --pr 7 --max-wait 10 <"$PASS"
t_exp 'Retry-After beyond --max-wait' 5 '' '~429 .You have exceeded a secondary rate limit., secondary rate limit: not before .* in 30 s'
gh_reset '{"faults":[{"method":"GET","path":"comments","nth":1,"do":{"status":429,"message":"slow down","headers":{"Retry-After":"1"}}}]}'
t_run pr-comment --pr 7 <"$PASS"
t_exp 'Retry-After that fits is waited for' 0 '*' ''

# ---- 6. exits ----
final() { # NAME FAULT WORDS
	gh_reset "{\"faults\":[{\"method\":\"POST\",\"do\":$2}]}"
	rm -f sum
	GITHUB_STEP_SUMMARY=$W/sum t_run pr-comment --pr 7 <"$PASS"
	t_exp "$1" 5 '' "$3"
	t_is "$1: no second try" "$(gh_count POST)" 1
	t_ok "$1: the summary is written" grep -q '4.22 GiB/s' sum
}
final 401 '{"status":401,"message":"SECRET WORDS"}' "pr-comment: CBKB004: can't comment on octo/repo#7: 401: the token is wrong or has expired"
final 'locked' '{"status":403,"message":"Unable to create comment because issue is locked."}' "pr-comment: CBKB004: can't comment on octo/repo#7: 403 'Unable to create comment because issue is locked.': unlock the conversation"
final '403 of another kind' '{"status":403,"message":"Resource not accessible by personal access token","headers":{"X-Accepted-GitHub-Permissions":"issues=write; pull_requests=write"}}' "pr-comment: CBKB004: can't comment on octo/repo#7: 403 'Resource not accessible by personal access token': the token lacks 'pull-requests: write' (permissions: in the workflow); needs issues=write; pull_requests=write"
final 404 '{"status":404,"message":"Not Found"}' "pr-comment: CBKB004: can't comment on octo/repo#7: 404 'Not Found': no such thing, or the token can't see this repository"
final 410 '{"status":410,"message":"Issues has been disabled"}' "pr-comment: CBKB004: can't comment on octo/repo#7: 410 'Issues has been disabled': it is gone; are issues turned off in this repository?"
final 422 '{"status":422,"message":"Validation Failed"}' "pr-comment: CBKB004: can't comment on octo/repo#7: 422 'Validation Failed': GitHub did not accept the request as valid"
final 'a message that would forge a line' '{"status":422,"message":"a\n::error::b\u001b[31m"}' "pr-comment: CBKB004: can't comment on octo/repo#7: 422 'a ::error::b [31m': GitHub did not accept the request as valid"
long=$(printf '%0300d' 0)
final 'a long message' "{\"status\":422,\"message\":\"$long\"}" '~422 .0{200}. *: GitHub'
final 'the token in a message' '{"status":422,"message":"you sent ghs_good"}' "pr-comment: CBKB004: can't comment on octo/repo#7: 422: GitHub did not accept the request as valid"

# ---- 7. before any request ----
refused() { # NAME WHY OPTIONS…
	name=$1 why=$2
	shift 2
	gh_reset
	t_run pr-comment "$@" <"$PASS"
	t_exp "$name" 2 '' "$why"
	nothing_sent "$name"
}
for bad in o 'o/' '/r' 'o/r/x' '../r' 'o/..' './r' 'o/.' 'o r/x' 'o/r?x' 'o/r#x' 'ö/r' ''; do
	refused "--repo '$bad'" '~^pr-comment: --repo must be OWNER/NAME' --repo "$bad" --pr 7
done
GITHUB_REPOSITORY=a/../b refused GITHUB_REPOSITORY '~^pr-comment: GITHUB_REPOSITORY must be OWNER/NAME' --pr 7
for bad in '' 0 07 -1 +7 7x ' 7' 1e3 7.0 1234567890123456789 '７'; do
	refused "--pr '$bad'" '~^pr-comment: --pr must be a number' --pr "$bad"
done
gh_reset
t_run pr-comment --pr 123456789012345678 <"$PASS"
t_exp '--pr of 18 digits is asked for' 5 '' '~404'
tab=$(printf '\t')
for bad in 'a b' "a${tab}b" 'a
b' 'ä' "a$(printf '\177')"; do
	GITHUB_TOKEN=$bad refused "a token with an odd byte" 'pr-comment: CBKB004: the token holds a byte outside 0x21 to 0x7e, or is too long' --pr 7
done
GITHUB_TOKEN='' refused 'an empty token' 'pr-comment: CBKB004: GITHUB_TOKEN is required (or --token-file, --dry-run)' --pr 7
(unset GITHUB_TOKEN && pr-comment --pr 7 <"$PASS" >out 2>err)
t_is 'no token' "$? $(cat err)" '2 pr-comment: CBKB004: GITHUB_TOKEN is required (or --token-file, --dry-run)'
: >empty
refused 'an empty token file' 'pr-comment: CBKB004: GITHUB_TOKEN is required (or --token-file, --dry-run)' --pr 7 --token-file empty
printf 'a\0b' >nul
refused 'a NUL in a token file' '~0x21 to 0x7e' --pr 7 --token-file nul
printf 'ghs_good\n' >token
gh_reset
GITHUB_TOKEN=wrong t_run pr-comment --pr 7 --token-file token <"$PASS"
t_exp '--token-file, a final newline dropped' 0 '*' ''
for v in -1 x '' 1e9; do
	refused "--max-wait '$v'" '~^pr-comment: --max-wait must be a number' --pr 7 --max-wait "$v"
	BENCHLINE_HTTP_TRIES=x refused 'BENCHLINE_HTTP_TRIES' '~BENCHLINE_HTTP_TRIES must be a number' --pr 7
done
refused '--tries 0' '~--tries must be' --pr 7 --tries 0
refused '--timeout 0' '~--timeout must be' --pr 7 --timeout 0
for url in http://example.com https://user@example.com ftp://127.0.0.1 'https://x?y' nonsense:// 'http://127.0.0.1.example.com'; do
	GITHUB_API_URL=$url refused "GITHUB_API_URL=$url" '~^pr-comment: ' --pr 7
done

# ---- 8. stdout, annotations, summary, URL ----
gh_reset
GITHUB_ACTIONS=true t_run pr-comment --pr 7 <"$DATA/pr-comment/fail.json"
t_is 'exit by the verdict' "$rc" 1
t_ok 'stdout is JSON' jq -e ._metadata.pr_comment.id out
t_is 'annotations on stderr' "$(cat err)" \
	'::error title=Performance Report::CBKB005: DISPLAY: floor, 53.69 MB/s, limit 80.00 MB/s (deficit 26.31 MB/s)'
gh_reset
t_run pr-comment --pr 7 <"$DATA/pr-comment/fail.json"
t_exp 'no annotations elsewhere' 1 '*' ''
t_run pr-comment --pr 7 --exit-zero <"$DATA/pr-comment/fail.json"
t_exp --exit-zero 0 '*' ''
gh_reset
GITHUB_STEP_SUMMARY=/dev/full t_run pr-comment --pr 7 <"$PASS"
t_exp 'a summary that can'"'"'t be written' 4 '' "pr-comment: can't write \$GITHUB_STEP_SUMMARY: No space left on device"
t_is '… : after the comment' "$(gh_count POST)" 1
gh_reset
GITHUB_API_URL=$GITHUB_API_URL// t_run pr-comment --pr 7 <"$PASS"
t_exp 'trailing slashes of GITHUB_API_URL' 0 '*' ''
t_is '… are dropped' "$(jq -r .path "$W/gh/requests" | grep -c '^//')" 0
t_is 'no compression is asked for' "$(grep -ci accept-encoding "$W/gh/requests")" 0
t_is 'the headers' "$(head -1 "$W/gh/requests" | jq -c '.headers | [.Accept, .["X-GitHub-Api-Version"], .Authorization, (."User-Agent" | startswith("benchline/"))]')" \
	'["application/vnd.github+json","2022-11-28","Bearer ghs_good",true]'

gh_stop
t_done
