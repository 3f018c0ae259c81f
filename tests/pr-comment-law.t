#!/bin/sh
# serves: AC4
. "${0%/*}/tap.sh"
. "$TOP/tests/github.sh"
gh_start
gh_reset
t_run pr-comment --pr 7 < "$DATA/pr-comment/pass.json"
echo "rc $rc"; cat err; tail -20 out; gh_seen
t_run pr-comment --pr 7 < "$DATA/pr-comment/warn.json"
echo "rc $rc"; cat err;  gh_seen
t_run pr-comment --pr 7 < "$DATA/pr-comment/warn.json"
echo "rc $rc"; cat err;  gh_seen
t_run pr-comment --pr 7 < /dev/null
echo "rc $rc"; cat err;  gh_seen; gh_state '.comments["7"]'
gh_stop
t_done
