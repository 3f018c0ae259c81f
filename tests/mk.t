# serves: AC1, AC3, AC9
# config/benchline.mk in a project's Makefile, over a recorded run.
. "${0%/*}/tap.sh"
REPLAY=$DATA/criterion/0.5.1-slo-first-run
REPLAY_COUNT=$W/runs
export REPLAY REPLAY_COUNT
mkdir bin project project/src project/config
ln -s "$TOP/tests/replay-cargo" bin/cargo
ln -s "$TOP/tests/replay-cargo" bin/rustc
PATH=$W/bin:$PATH
cd project || exit 1
cp "$TOP/config/thresholds.ini" config/
touch Cargo.toml src/lib.rs
printf 'all:\n\t@echo the default target is still ours\ninclude %s\n' "$TOP/config/benchline.mk" >Makefile
runs() { wc -l <"$REPLAY_COUNT" | tr -d ' '; }
# Everything is an hour old but this file.
edit() {
	find . -type f -exec touch -d '1 hour ago' {} +
	touch "$1"
}

t_run make
t_exp "including it leaves the default target alone" 0 'the default target is still ours' ''
t_run make perf.json
t_is "make perf.json" "$rc" 0
t_run perf-json --check <perf.json
t_jq "it is a perf.json with both metrics" '.display_gibs > 0 and .comp3_mibs > 0'
t_is "one measurement" "$(runs)" 1
t_run make perf.json
t_exp "nothing newer: nothing done" 0 "make: 'perf.json' is up to date." ''

t_run make perf-check
t_is "make perf-check passes" "$rc" 0
t_ok "its verdict is kept" jq -e '._metadata.slo.passed' target/benchline/verdict.json
t_run make perf-promote BENCHLINE_PROMOTE='--branch main --checks-passed --actor tester'
t_is "make perf-promote" "$rc" 0
t_ok "the store has a baseline" test -s perf-history/baseline.json
t_is "and a record" "$(wc -l <perf-history/history.jsonl | tr -d ' ')" 1
t_is "still one measurement" "$(runs)" 1
t_run make perf-audit
t_is "make perf-audit" "$rc" 0
for page in audit trend compliance; do
	t_ok "$page.html" grep -q '</html>' "target/benchline/$page.html"
done

# Other thresholds: judged anew, not measured anew.
sed 's/^display_min_mibs.*/display_min_mibs = 1000000 MB\/s/' "$TOP/config/thresholds.ini" >config/thresholds.ini
edit config/thresholds.ini
t_run make perf-check
t_is "make perf-check fails by the verdict" "$rc" 2
t_is "without another measurement" "$(runs)" 1
t_ok "the verdict says why" jq -e '._metadata.slo.status == "FAIL"' target/benchline/verdict.json
t_run make perf-promote BENCHLINE_PROMOTE='--branch main --checks-passed --actor tester'
t_is "make perf-promote refuses" "$rc" 2
t_ok "the refusal is recorded" jq -se '.[-1].type == "refuse"' perf-history/history.jsonl
cp "$TOP/config/thresholds.ini" config/

# A source: measured anew.
edit src/lib.rs
t_run make perf.json
t_is "a newer source: another measurement" "$(runs)" 2

# A broken stage leaves the last good file, in a shell without pipefail too.
cp perf.json "$W/before"
printf '[metrics]\nnonsense\n' >config/thresholds.ini
edit config/thresholds.ini
t_run make SHELL=/bin/sh perf.json
t_is "a broken configuration fails" "$rc" 2
t_ok "and perf.json is untouched" cmp perf.json "$W/before"
t_done
