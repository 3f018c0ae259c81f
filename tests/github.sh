# shellcheck shell=sh
# github.sh - after tap.sh: a GitHub on 127.0.0.1 for the tests that need one.
#
#   gh_start [SCRIPT]   a server of its own in $W/gh; GITHUB_API_URL, GITHUB_TOKEN
#                       and GITHUB_REPOSITORY are set for it
#   gh_set JSON         merge into its state
#   gh_reset [JSON]     forget comments, faults and requests; then gh_set
#   gh_state FILTER     jq over its state
#   gh_seen             "GET /repos/…" lines, in order, with their status
#   gh_count METHOD     how many such requests
#   gh_stop
#   $SLOWER             so many times longer than usual a program may take

SLOWER=1
# shellcheck disable=SC2034 # for the tests
[ -z "${BENCHLINE_VALGRIND:-}" ] || SLOWER=30
gh_pid=
gh_start() {
	rm -rf "$W/gh"
	mkdir -p "$W/gh"
	python3 "$TOP/tests/github_server.py" "$W/gh" "$@" 2>"$W/gh/errors" &
	gh_pid=$!
	gh_tries=0
	while [ ! -s "$W/gh/url" ]; do
		gh_tries=$((gh_tries + 1))
		if [ "$gh_tries" -gt 200 ]; then
			echo "# the server did not start: $(cat "$W/gh/errors")"
			return 1
		fi
		sleep 0.05
	done
	GITHUB_API_URL=$(cat "$W/gh/url")
	GITHUB_TOKEN=ghs_good
	GITHUB_REPOSITORY=octo/repo
	export GITHUB_API_URL GITHUB_TOKEN GITHUB_REPOSITORY
	: >"$W/gh/requests"
}
gh_control() { # JSON, merged: the state
	printf '%s' "$1" >"$W/gh/in"
	cat "$W/gh/out"
}
gh_set() { gh_control "$1" >/dev/null; }
gh_reset() {
	gh_set '{"comments":{},"pulls":{"7":{"head":"4f2a9c1be8d07f3365a1c2d9e0b7a6f5c4d3e2f1"}},"commit_pulls":{},"locked":[],"page":100,"faults":[],"next_id":5000000001}'
	if [ $# -gt 0 ]; then gh_set "$1"; fi
	: >"$W/gh/requests"
}
gh_state() { gh_control '{}' | jq -c "$1"; }
gh_seen() { jq -r '"\(.method) \(.path) \(.status)"' "$W/gh/requests"; }
gh_count() { jq -r .method "$W/gh/requests" | grep -c "^$1\$"; }
gh_stop() {
	if [ -n "$gh_pid" ]; then
		rm -f "$W/gh/url"
		wait "$gh_pid" 2>/dev/null
		gh_pid=
	fi
}
