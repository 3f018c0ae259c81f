#!/bin/sh
# Requests and answers held against GitHub's own OpenAPI description, by a
# validating proxy between the programs and the scripted server.  The slow part:
# BENCHLINE_SLOW=1, with npm.
# serves: AC4
# shellcheck disable=SC2119,SC2120,SC2154 # gh_start and gh_reset; rc is tap.sh's
. "${0%/*}/tap.sh"
. "$TOP/tests/github.sh"

if [ -z "${BENCHLINE_SLOW:-}" ]; then
	t_skip 'OpenAPI' 'slow: BENCHLINE_SLOW=1'
	t_done
	exit 0
fi
if ! command -v npm >/dev/null 2>&1; then
	t_skip 'OpenAPI' 'no npm'
	t_done
	exit 0
fi
tools=$BUILD/openapi
if [ ! -x "$tools/node_modules/.bin/prism" ]; then
	mkdir -p "$tools"
	npm install --silent --no-audit --no-fund --prefix "$tools" \
		@octokit/openapi@23.0.2 @stoplight/prism-cli@5.16.0 >npm.log 2>&1
fi
if [ ! -x "$tools/node_modules/.bin/prism" ]; then
	t_skip 'OpenAPI' 'the validator can not be installed'
	t_done
	exit 0
fi

# The handful of paths that we use, with the parts that they refer to.
python3 - "$tools/node_modules/@octokit/openapi/generated/api.github.com.json" >subset.json <<'PY'
import json, sys
whole = json.load(open(sys.argv[1]))
paths = {
	"/repos/{owner}/{repo}": ["get"],
	"/user": ["get"],
	"/repos/{owner}/{repo}/issues/{issue_number}/comments": ["get", "post"],
	"/repos/{owner}/{repo}/issues/comments/{comment_id}": ["get", "patch", "delete"],
	"/repos/{owner}/{repo}/commits/{commit_sha}/pulls": ["get"],
}
some = {"openapi": whole["openapi"], "info": whole["info"], "servers": [{"url": "/"}],
	"paths": {p: {m: whole["paths"][p][m] for m in methods} for p, methods in paths.items()}, "components": {}}
seen, todo = set(), [some["paths"]]
while todo:
	node = todo.pop()
	if isinstance(node, list):
		todo += node
	elif isinstance(node, dict):
		ref = node.get("$ref")
		if isinstance(ref, str) and ref not in seen:
			seen.add(ref)
			_, _, kind, name = ref.split("/")
			part = whole["components"][kind][name]
			some["components"].setdefault(kind, {})[name] = part
			todo.append(part)
		todo += node.values()
json.dump(some, sys.stdout)
PY
gh_start || exit 1
gh_reset '{"commit_pulls":{"4f2a9c1be8d07f3365a1c2d9e0b7a6f5c4d3e2f1":[]}}'
direct=$GITHUB_API_URL
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$tools/node_modules/.bin/prism" proxy -h 127.0.0.1 -p "$port" --errors --validate-request true subset.json "$direct" >prism.log 2>&1 &
prism=$!
i=0
until grep -q 'Prism is listening' prism.log || [ $i -gt 300 ]; do
	i=$((i + 1))
	sleep 0.1
done
export GITHUB_API_URL="http://127.0.0.1:$port"
PASS=$DATA/pr-comment/pass.json

# With --errors a request or an answer that does not fit is a 4xx or 5xx.
valid() { # NAME COMMAND…
	name=$1
	shift
	t_run "$@"
	t_exp "$name" 0 '*' ''
}
valid 'create' pr-comment --pr 7 --tries 1 --timeout 30 <"$PASS"
valid 'unchanged' pr-comment --pr 7 --tries 1 <"$PASS"
jq '._metadata.timestamp = "2027-01-01T00:00:00Z"' "$PASS" >later.json
valid 'update' pr-comment --pr 7 --tries 1 <later.json
valid 'a section: update, look again' pr-comment --pr 7 --tries 1 --section a <later.json
gh_set '{"comments":{"7":[{"id":1,"login":"github-actions[bot]","body":"<!-- benchline: default -->"},{"id":2,"login":"github-actions[bot]","body":"<!-- benchline: default -->"},{"id":3,"login":"octocat","body":"hi"}]}}'
valid 'update and delete' pr-comment --pr 7 --tries 1 <"$PASS"
t_is '… the state' "$(gh_state '[.comments["7"][].id]')" '[1,3]'
GITHUB_EVENT_NAME=push GITHUB_EVENT_PATH=$DATA/events/push-main.json t_run pr-comment --tries 1 <"$PASS"
t_exp 'commits/SHA/pulls' 0 '*' 'pr-comment: commit 4f2a9c1b belongs to no pull request'
t_is 'what the validator found' "$(grep -ci 'violation' prism.log)" 0
# The proof that the validator looks: a request that does not fit.
t_is 'a body that is no text is refused' "$(python3 - "$GITHUB_API_URL" <<'PY'
import sys, urllib.error, urllib.request
try:
	urllib.request.urlopen(urllib.request.Request(sys.argv[1] + "/repos/octo/repo/issues/7/comments",
		b'{"body": 7}', {"Content-Type": "application/json", "Authorization": "Bearer ghs_good"}))
	print("taken")
except urllib.error.HTTPError as e:
	print(e.code)
PY
)" 422
kill "$prism"
wait "$prism" 2>/dev/null
GITHUB_API_URL=$direct
gh_stop
t_done
