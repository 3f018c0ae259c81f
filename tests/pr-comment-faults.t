#!/bin/sh
# Every failure of the network or of GitHub has its answer; each scenario ends
# with exactly the comments, requests and status that it should.
# serves: AC4, AC10
# shellcheck disable=SC2119,SC2120,SC2154 # gh_start and gh_reset; rc is tap.sh's
. "${0%/*}/tap.sh"
. "$TOP/tests/github.sh"

PASS=$DATA/pr-comment/pass.json
export BENCHLINE_HTTP_TIMEOUT=2 BENCHLINE_HTTP_MAX_WAIT=30
export GITHUB_STEP_SUMMARY="$W/sum" GITHUB_OUTPUT="$W/output"
gh_start || exit 1
OLD='{"id":11,"login":"github-actions[bot]","body":"<!-- benchline: default -->\nold"}'

# NAME COMMENTS FAULTS RC REQUESTS: run, then look at everything.  REQUESTS:
# "method status," each; '*' any.
scene() {
	gh_reset "{\"comments\":{\"7\":[$2]},\"faults\":[$3]}"
	rm -f sum output
	# shellcheck disable=SC2086 # words are wanted
	t_run pr-comment --pr 7 ${OPTIONS:-} <"$PASS"
	t_is "$1: exit" "$rc" "$4"
	if [ "$5" != '*' ]; then
		t_is "$1: requests" "$(gh_seen | cut -d' ' -f1,3 | tr '\n' ,)" "$5"
	fi
	if [ "$4" = 0 ]; then
		t_is "$1: one comment of ours, the right one" \
			"$(gh_state '[.comments["7"][] | select(.body | startswith("<!-- benchline: default -->")) | .body | contains("4.22 GiB/s")]')" '[true]'
		t_is "$1: nothing on stderr" "$(cat err)" ''
	else
		t_is "$1: one line on stderr, nothing on stdout" "$(wc -l <err) $(wc -c <out)" '1 0'
		t_ok "$1: with its code" grep -q '^pr-comment: CBKB004: ' err
	fi
	t_ok "$1: the summary is written" grep -q '4.22 GiB/s' sum
	t_ok "$1: the outputs are written" grep -qx 'status=PASS' output
	t_is "$1: the token is nowhere" "$(cat out err sum output | grep -c ghs_good)" 0
}

# ---- transient failures: tried again, and no more than three times ----
for status in 500 502 503 504; do
	scene "GET $status once" "$OLD" "{\"method\":\"GET\",\"nth\":1,\"do\":{\"status\":$status}}" 0 "GET $status,GET 200,PATCH 200,"
done
scene 'GET 502 always' "$OLD" '{"method":"GET","do":{"status":502,"message":"Server Error"}}' 5 'GET 502,GET 502,GET 502,'
t_exp '… what it says' 5 '' "pr-comment: CBKB004: can't list the comments of octo/repo#7: 502 'Server Error' (tries: 3)"
scene 'PATCH 500 twice' "$OLD" '{"method":"PATCH","nth":[1,2],"do":{"status":500}}' 0 'GET 200,PATCH 500,PATCH 500,PATCH 200,'
scene 'PATCH 500, but done' "$OLD" '{"method":"PATCH","nth":1,"do":{"status":500,"apply":true}}' 0 'GET 200,PATCH 500,PATCH 200,'
for how in reset close; do
	scene "GET $how once" "$OLD" "{\"method\":\"GET\",\"nth\":1,\"do\":{\"$how\":true}}" 0 'GET 0,GET 200,PATCH 200,'
	OPTIONS='--tries 2' scene "PATCH $how always" "$OLD" "{\"method\":\"PATCH\",\"do\":{\"$how\":true}}" 5 'GET 200,PATCH 0,PATCH 0,'
	scene "PATCH $how, but done" "$OLD" "{\"method\":\"PATCH\",\"nth\":1,\"do\":{\"$how\":true,\"apply\":true}}" 0 'GET 200,PATCH 0,PATCH 200,'
done
SOON=0.3 LATE=0.6
[ $SLOWER = 1 ] || SOON=9 LATE=18
OPTIONS="--timeout $SOON" scene 'GET without an answer once' "$OLD" "{\"method\":\"GET\",\"nth\":1,\"do\":{\"hang\":$LATE}}" 0 '*'
OPTIONS="--timeout $SOON --tries 2" scene 'PATCH without an answer' "$OLD" "{\"method\":\"PATCH\",\"do\":{\"hang\":$LATE}}" 5 '*'
t_ok '… says so' grep -qi 'timed out' err
for how in cut half; do
	scene "GET $how once" "$OLD" "{\"method\":\"GET\",\"nth\":1,\"do\":{\"$how\":true}}" 0 'GET 200,GET 200,PATCH 200,'
	scene "PATCH $how once" "$OLD" "{\"method\":\"PATCH\",\"nth\":1,\"do\":{\"$how\":true}}" 0 'GET 200,PATCH 200,PATCH 200,'
	OPTIONS='--tries 2' scene "GET $how always" "$OLD" "{\"method\":\"GET\",\"do\":{\"$how\":true}}" 5 'GET 200,GET 200,'
done
for junk in '{}' '[{}, 2]' 'null' '<html>' '' '[{"id":"11","user":{"login":"github-actions[bot]"},"body":"<!-- benchline: default -->"}]' '[{"id":-1,"user":{"login":"github-actions[bot]"},"body":"<!-- benchline: default -->"}]' '[{"id":1.5,"user":{"login":"github-actions[bot]"},"body":"<!-- benchline: default -->"}]'; do
	scene "GET answers $junk once" "$OLD" "{\"method\":\"GET\",\"nth\":1,\"do\":{\"junk\":$(printf %s "$junk" | jq -Rs .)}}" 0 'GET 200,GET 200,PATCH 200,'
done
OPTIONS='--tries 2' scene 'GET answers an object always' '' '{"method":"GET","do":{"junk":"{}"}}' 5 'GET 200,GET 200,'
OPTIONS='--tries 1' scene '--tries 1' "$OLD" '{"method":"GET","do":{"status":503}}' 5 'GET 503,'
scene '503 with Retry-After' "$OLD" '{"method":"GET","nth":1,"do":{"status":503,"headers":{"Retry-After":"1"}}}' 0 'GET 503,GET 200,PATCH 200,'
OPTIONS='--max-wait 5' scene '503 with a Retry-After that does not fit' "$OLD" '{"method":"GET","do":{"status":503,"headers":{"Retry-After":"60"}}}' 5 'GET 503,'
OPTIONS='--max-wait 0' scene 'no waiting at all' "$OLD" '{"method":"GET","do":{"status":503}}' 5 'GET 503,'

# ---- an ambiguous POST: list again before posting again ----
for do in '"status":502' '"status":500' '"reset":true' '"close":true'; do
	scene "POST $do, but done" '' "{\"method\":\"POST\",\"nth\":1,\"do\":{$do,\"apply\":true}}" 0 '*'
	t_is '… : posted once' "$(gh_count POST)" 1
	t_jq '… : created, it says' '._metadata.pr_comment | .action == "created" and .id == 5000000001'
	scene "POST $do, not done" '' "{\"method\":\"POST\",\"nth\":1,\"do\":{$do}}" 0 '*'
	t_is '… : listed again between' "$(gh_seen | cut -d' ' -f1 | tr '\n' ,)" GET,POST,GET,POST,GET,
done
scene 'POST cut, but done' '' '{"method":"POST","nth":1,"do":{"cut":true}}' 0 'GET 200,POST 201,GET 200,'
scene 'POST answers junk, but done' '' '{"method":"POST","nth":1,"do":{"junk":"[]","apply":true}}' 0 'GET 200,POST 200,GET 200,'
OPTIONS="--timeout $SOON" scene 'POST without an answer, but done' '' "{\"method\":\"POST\",\"nth\":1,\"do\":{\"hang\":$LATE,\"apply\":true}}" 0 '*'
t_is '… : posted once' "$(gh_count POST)" 1
OPTIONS='--tries 2' scene 'POST 502 always' '' '{"method":"POST","do":{"status":502}}' 5 'GET 200,POST 502,GET 200,POST 502,'
OPTIONS='--tries 4' scene 'POST 502 always, four tries' '' '{"method":"POST","do":{"status":502}}' 5 'GET 200,POST 502,GET 200,POST 502,GET 200,POST 502,GET 200,POST 502,'
t_exp '… counted together' 5 '' "pr-comment: CBKB004: can't comment on octo/repo#7: 502 'Server Error' (tries: 4)"
OPTIONS='--tries 5' scene 'POST reset thrice' '' '{"method":"POST","nth":[1,2,3],"do":{"reset":true}}' 0 'GET 200,POST 0,GET 200,POST 0,GET 200,POST 0,GET 200,POST 201,GET 200,'
scene 'POST 503, a Retry-After that does not fit' '' '{"method":"POST","do":{"status":503,"headers":{"Retry-After":"500"}}}' 5 'GET 200,POST 503,'
t_ok '… names the time' grep -q 'try again: not before 20.*Z, in 500 s' err
scene 'POST limited once' '' '{"method":"POST","nth":1,"do":{"status":403,"message":"secondary rate limit","headers":{"Retry-After":"1"}}}' 0 'GET 200,POST 403,POST 201,GET 200,'
OPTIONS='--tries 2' scene 'POST ambiguous, then the list fails' '' '{"method":"POST","do":{"status":502,"apply":true}},{"method":"GET","nth":[2,3],"do":{"status":500}}' 5 'GET 200,POST 502,GET 500,GET 500,'

# ---- pages ----
many=$(jq -cn '[range(1; 6) | {id: ., login: "octocat", body: "no \(.)"}] + [{id: 11, login: "github-actions[bot]", body: "<!-- benchline: default -->\nold"}] | .[]' | paste -sd,)
scene 'all on one page' "$many" '' 0 'GET 200,PATCH 200,'
paged() { # NAME FAULTS RC REQUESTS
	gh_reset "{\"comments\":{\"7\":[$many]},\"page\":2,\"faults\":[$2]}"
	t_run pr-comment --pr 7 --tries 2 <"$PASS"
	t_is "$1: exit" "$rc" "$3"
	t_is "$1: requests" "$(gh_seen | cut -d' ' -f1,3 | tr '\n' ,)" "$4"
}
paged 'ours on the third page' '' 0 'GET 200,GET 200,GET 200,PATCH 200,'
t_is 'Link is followed as given' "$(gh_seen | sed -n 2p | cut -d' ' -f2)" '/repositories/1296269/issues/7/comments?per_page=2&page=2'
paged 'a page fails once' '{"method":"GET","path":"page=2","nth":1,"do":{"status":502}}' 0 'GET 200,GET 502,GET 200,GET 200,PATCH 200,'
paged 'a page fails: nothing is posted' '{"method":"GET","path":"&page=3","do":{"status":502}}' 5 'GET 200,GET 200,GET 502,GET 502,'
paged 'a page is forbidden' '{"method":"GET","path":"&page=2","do":{"status":404}}' 5 'GET 200,GET 404,'
paged 'a page is another host'"'"'s' '{"method":"GET","nth":1,"do":{"headers":{"Link":"<http://127.0.0.2:1/x>; rel=\"next\""}}}' 5 'GET 200,'
t_exp '… refused' 5 '' "pr-comment: CBKB004: can't list the comments of octo/repo#7: the next page is on another host, which the token must not see"
paged 'a page is on another port' '{"method":"GET","nth":1,"do":{"headers":{"Link":"<http://127.0.0.1:1/x>; rel=\"next\""}}}' 5 'GET 200,'
paged 'pages without end' '{"method":"GET","do":{"junk":"[]","headers":{}}}' 0 'GET 200,POST 201,GET 200,'


# ---- gone under our hands ----
gh_reset "{\"comments\":{\"7\":[$OLD]},\"faults\":[{\"method\":\"PATCH\",\"nth\":1,\"do\":{\"status\":404,\"vanish\":11}}]}"
t_run pr-comment --pr 7 <"$PASS"
t_exp 'deleted before the PATCH: list again and create' 0 '*' ''
t_is '… requests' "$(gh_seen | cut -d' ' -f1,3 | tr '\n' ,)" 'GET 200,PATCH 404,GET 200,POST 201,GET 200,'
t_jq '… said' '._metadata.pr_comment.action == "created"'

gh_reset "{\"comments\":{\"7\":[$OLD]},\"faults\":[{\"method\":\"PATCH\",\"do\":{\"status\":204,\"body\":\"\",\"apply\":true}}]}"
t_run pr-comment --pr 7 <"$PASS"
t_exp 'a PATCH without a body, as Gitea may answer' 0 '*' ''
t_jq '… updated, the link from the list' '._metadata.pr_comment | .action == "updated" and .id == 11 and (.url | endswith("#issuecomment-11"))'

# ---- redirects ----
scene 'a redirect on the same host' "$OLD" '{"method":"GET","nth":1,"do":{"redirect":"/repositories/1296269/issues/7/comments?per_page=100","code":301}}' 0 'GET 301,GET 200,PATCH 200,'
scene 'a write is redirected' "$OLD" '{"method":"PATCH","nth":1,"do":{"redirect":"/repositories/1296269/issues/comments/11","code":307}}' 0 'GET 200,PATCH 307,PATCH 200,'
scene 'a POST is redirected, 302 too' '' '{"method":"POST","nth":1,"do":{"redirect":"/repositories/1296269/issues/7/comments","code":302}}' 0 'GET 200,POST 302,POST 201,GET 200,'
scene 'a redirect to another host' "$OLD" '{"method":"GET","do":{"redirect":"http://127.0.0.2:9/"}}' 5 'GET 307,'
t_exp '… refused' 5 '' "pr-comment: CBKB004: can't list the comments of octo/repo#7: 307, a redirect to another host, which the token must not see"
scene 'a redirect to another port' "$OLD" '{"method":"GET","do":{"redirect":"http://127.0.0.1:9/"}}' 5 'GET 307,'
scene 'a redirect to another scheme' "$OLD" "{\"method\":\"GET\",\"do\":{\"redirect\":\"https${GITHUB_API_URL#http}/x\"}}" 5 'GET 307,'
scene 'a redirect to file:' "$OLD" '{"method":"GET","do":{"redirect":"file:///etc/passwd"}}' 5 'GET 307,'
scene 'a redirect to itself' "$OLD" '{"method":"GET","do":{"redirect":"/x"}}' 5 'GET 307,GET 307,GET 307,GET 307,GET 307,GET 307,'
scene 'a redirect to nowhere' "$OLD" '{"method":"GET","do":{"status":302}}' 5 'GET 302,'
scene '303' "$OLD" '{"method":"PATCH","do":{"redirect":"/x","code":303}}' 5 'GET 200,PATCH 303,'

# ---- rate limits ----
scene 'a primary limit that ends soon' "$OLD" '{"method":"GET","nth":1,"do":{"status":403,"message":"API rate limit exceeded for installation","headers":{"x-ratelimit-remaining":"0"},"reset_in":0}}' 0 'GET 403,GET 200,PATCH 200,'
scene '429 on a write' "$OLD" '{"method":"PATCH","nth":1,"do":{"status":429,"headers":{"Retry-After":"1"}}}' 0 'GET 200,PATCH 429,PATCH 200,'
scene 'a secondary limit that names no time' "$OLD" '{"method":"PATCH","do":{"status":403,"message":"You have exceeded a secondary rate limit. Please wait a few minutes"}}' 5 'GET 200,PATCH 403,'
t_ok '… is a minute' grep -q 'secondary rate limit: not before .*Z, in 60 s' err
date_in() { date -u -d "+$1 seconds" '+%a, %d %b %Y %H:%M:%S GMT'; }
scene 'Retry-After as a date' "$OLD" "{\"method\":\"GET\",\"nth\":1,\"do\":{\"status\":429,\"headers\":{\"Retry-After\":\"$(date_in 2)\"}}}" 0 'GET 429,GET 200,PATCH 200,'
scene 'Retry-After as a date that is past' "$OLD" '{"method":"GET","nth":1,"do":{"status":503,"headers":{"Retry-After":"Wed, 21 Oct 2015 07:28:00 GMT"}}}' 0 'GET 503,GET 200,PATCH 200,'
scene 'Retry-After as a date that does not fit' "$OLD" "{\"method\":\"GET\",\"do\":{\"status\":429,\"headers\":{\"Retry-After\":\"$(date_in 500)\"}}}" 5 'GET 429,'
t_ok '… names the time' grep -Eq 'secondary rate limit: not before 20.*Z, in (4[89][0-9]|500) s' err
scene 'a primary limit, and a longer Retry-After' "$OLD" '{"method":"GET","do":{"status":403,"headers":{"x-ratelimit-remaining":"0","Retry-After":"900"},"reset_in":500}}' 5 'GET 403,'
t_ok '… the longer one counts' grep -q 'primary rate limit: .*, in 900 s' err
OPTIONS='--tries 2' scene 'limited each time' "$OLD" '{"method":"PATCH","do":{"status":429,"headers":{"Retry-After":"1"}}}' 5 'GET 200,PATCH 429,PATCH 429,'
scene 'a refusal with a limit'"'"'s headers is a refusal' "$OLD" '{"method":"PATCH","do":{"status":403,"message":"Unable to update comment because issue is locked.","headers":{"x-ratelimit-remaining":"0","x-ratelimit-reset":"1"}}}' 5 'GET 200,PATCH 403,'

# ---- no server at all ----
(GITHUB_API_URL=http://127.0.0.1:1 pr-comment --pr 7 --tries 2 <"$PASS" >out 2>err)
t_is 'nobody listens: exit' "$?" 5
t_ok 'nobody listens: said' grep -q "^pr-comment: CBKB004: can't list the comments of octo/repo#7: .*connect.*(tries: 2)" err
gh_reset
GITHUB_TOKEN=ghs_good http_proxy=http://127.0.0.1:1 HTTP_PROXY=http://127.0.0.1:1 ALL_PROXY=http://127.0.0.1:1 t_run pr-comment --pr 7 <"$PASS"
t_exp 'plain http passes by any proxy' 0 '*' ''

# ---- answers beyond the bound ----
gh_reset '{"faults":[{"method":"GET","do":{"huge":70000000}}]}'
t_run pr-comment --pr 7 --timeout $((20 * SLOWER)) <"$PASS"
t_exp 'an answer over 64 MiB' 5 '' "pr-comment: CBKB004: can't list the comments of octo/repo#7: the answer is too large"
t_is '… is not asked for again' "$(gh_seen | wc -l)" 1

# ---- at the same time ----
at_once() { # NAME N BARRIER
	gh_reset "{\"faults\":[$3]}"
	n=0
	while [ $n -lt "$2" ]; do
		n=$((n + 1))
		pr-comment --pr 7 --timeout $((20 * SLOWER)) <"$PASS" >"out.$n" 2>"err.$n" || echo "$?" >>failed &
		eval "p$n=\$!"
	done
	n=0
	while [ $n -lt "$2" ]; do
		n=$((n + 1))
		eval "wait \$p$n"
	done
	t_is "$1: no failure" "$(cat failed 2>/dev/null; cat err.*)" ''
	t_is "$1: one comment, the right text" "$(gh_state '[.comments["7"][].body | contains("4.22 GiB/s")]')" '[true]'
	rm -f failed out.* err.*
}
at_once 'two first runs' 2 '{"method":"GET","nth":[1,2],"do":{"barrier":2}}'
t_is '… : the lowest id' "$(gh_state '.comments["7"][0].id')" 5000000001
at_once 'eight first runs' 8 '{"method":"GET","nth":[1,2,3,4,5,6,7,8],"do":{"barrier":8}}'
t_is '… : the lowest id' "$(gh_state '.comments["7"][0].id')" 5000000001
at_once 'eight without a barrier' 8 ''

# Eight first runs about eight moments: the newest one's report stands.
gh_reset '{"faults":[{"method":"GET","nth":[1,2,3,4,5,6,7,8],"do":{"barrier":8}}]}'
for n in 1 2 3 4 5 6 7 8; do
	jq --arg t "2026-03-04T05:06:0${n}Z" '._metadata.timestamp = $t' "$PASS" >"in.$n"
	pr-comment --pr 7 -q --timeout $((20 * SLOWER)) <"in.$n" >"out.$n" 2>>err.all || echo "$?" >>failed &
	eval "p$n=\$!"
done
for n in 1 2 3 4 5 6 7 8; do eval "wait \$p$n"; done
t_is 'eight first runs of different times: no failure' "$(cat failed 2>/dev/null; cat err.all)" ''
t_is '… one comment, the newest' "$(gh_state '[.comments["7"][].body | capture("time=(?<t>[^ ]*)").t]')" '["2026-03-04T05:06:08Z"]'

gh_stop
t_done
