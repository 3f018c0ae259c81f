#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# kill -9 before every system call of a promotion, of a refusal and of a
# pruning: afterwards the old or the new state stands, the ledger verifies, the
# next promotion works.
# serves: AC5, AC10
. "${0%/*}/tap.sh"
. "$TOP/tests/store.sh"
PATH=$BUILD/tests:$PATH
SOURCE_DATE_EPOCH=1772600000
export SOURCE_DATE_EPOCH
[ -n "${BENCHLINE_SANITIZED:-}${BENCHLINE_VALGRIND:-}" ] && {
	t_skip 'kill at every system call' 'not under an instrumented build'
	t_done
}

walk() { # NAME SCENARIO STORE IN STEP COMMAND…
	w_name=$1
	w_scenario=$2
	w_store=$3
	w_in=$4
	w_step=$5
	shift 5
	python3 "$TOP/tests/crash.py" "$w_scenario" "$w_store" "$w_in" next "$w_step" "$@" >told 2>&1
	if [ "$(wc -l <told)" = 1 ] && grep -q '^[1-9][0-9]* kills$' told; then
		t_pass "$w_name: $(cat told)"
	else
		t_fail "$w_name" "$(head -n 20 told)"
	fi
}

doc 4.21 571 2222222222222222222222222222222222222222 >in
doc 4.22 570 3333333333333333333333333333333333333333 >next
mkdir none
walk 'the first promotion of a store' promote none in 1 baseline-promote -q -s w
t_ok 'a history' history usual 3
walk 'a promotion' promote usual in 1 baseline-promote -q -s w
doc 3.0 300 4 >bad
walk 'a refusal' refuse usual bad 2 baseline-promote -q -s w
cp -r usual torn
printf '{"actor":' >>torn/history.jsonl
walk 'a promotion that finds a torn line' promote torn in 3 baseline-promote -q -s w

# pruning, of three segments the first and half of the second
mkdir long conf
printf '[reporting]\nretention_months = 18\n' >conf/audit.ini
cp "$TOP/config/thresholds.ini" conf
make-ledger -n 90 -m 30 -b 3 -u 2026-03-04T00:00:00Z >whole
sed -n 1,30p whole >long/history-2024-05.jsonl
sed -n 31,70p whole >long/history-2024-05p002.jsonl
sed -n '71,$p' whole >long/history.jsonl
cp -r long pruned
baseline-promote -q -c conf -s pruned --prune >report
t_is 'the report counts what is kept' "$(jq .kept report)" "$(cat pruned/history*.jsonl | wc -l)"
t_is 'a segment is gone, one is cut' "$(cd pruned && ls ./*.jsonl | tr '\n' ' ')" \
	'./history-2024-05p002.jsonl ./history.jsonl '
walk 'a pruning' prune long in 1 baseline-promote -q -c conf -s w --prune
t_done
