# serves: AC5, AC10
# As faults.t, where something is kept or sent: the store in every mode that
# reads or writes it, in a directory and behind git; a comment and its requests.
. "${0%/*}/tap.sh"
FAULTS_MOST=6 # each is a promotion or two
. "$TOP/tests/faults.sh"

# The store, a directory: every mode that reads or writes it.
. "$TOP/tests/store.sh"
doc 4.22 571 >perf.json
history store 3
FAULTS_STORE=store
export FAULTS_STORE
faults baseline-promote 0 ../perf.json -q -s store
faults baseline-promote 0 /dev/null -q -s store --verify
faults baseline-promote 0 /dev/null -q -s store --log
faults baseline-promote 0 /dev/null -q -s store --checkpoint --origin me
echo '{"history": [{"git_commit": "c1", "timestamp": "2025-01-01T00:00:00Z", "display_gibs": 4.2, "comp3_mibs": 570.0}, {"git_commit": "c2", "timestamp": "2025-02-01T00:00:00Z", "display_gibs": 4.2, "comp3_mibs": 570.0}]}' >old.json
faults baseline-promote 0 /dev/null -q -s store --import ../old.json
mkdir long conf
printf '[reporting]\nretention_months = 18\n' >conf/audit.ini
cp "$TOP/config/thresholds.ini" conf
"$BUILD/tests/make-ledger" -n 90 -m 30 -b 3 -u 2026-03-04T00:00:00Z >whole
sed -n 1,30p whole >long/history-2024-05.jsonl
sed -n 31,70p whole >long/history-2024-05p002.jsonl
sed -n '71,$p' whole >long/history.jsonl
FAULTS_STORE=long faults baseline-promote 0 /dev/null -q -c ../conf -s long --prune

# A branch of a remote, in somebody's work tree.
GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM
git init -q --bare remote.git
baseline-promote -q --git "$W/remote.git" <perf.json >/dev/null
mkdir d
(cd d && git init -q && echo mine >untracked)
FAULTS_STORE=remote.git faults baseline-promote 0 ../perf.json -q --git remote.git
unset FAULTS_STORE

# A comment on a pull request, with all its requests.
. "$TOP/tests/github.sh"
gh_start || exit 1
gh_reset
FAULTS_GITHUB=$W/gh faults pr-comment 0 ../perf.json --pr 7 --tries 2
# What a fork's run has rendered.
GITHUB_RUN_ID=55 GITHUB_EVENT_NAME=pull_request GITHUB_EVENT_PATH=$DATA/events/pull_request-fork.json \
	pr-comment -q --render rendered <perf.json >/dev/null
gh_set '{"pulls":{"7":{"head":"4f2a9c1be8d07f3365a1c2d9e0b7a6f5c4d3e2f1","head_repo":"mona/repo"}}}'
FAULTS_GITHUB=$W/gh GITHUB_EVENT_NAME=workflow_run GITHUB_EVENT_PATH=$DATA/events/workflow_run-fork.json \
	faults pr-comment 0 /dev/null --post ../rendered --tries 2
gh_stop
t_done
