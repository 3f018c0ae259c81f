#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# ENOSPC, EIO, EROFS, a short write, a failed fsync and a failed rename at each
# place of a promotion: the old state stands, with one clear line.
# serves: AC5, AC10
. "${0%/*}/tap.sh"
. "$TOP/tests/store.sh"
SOURCE_DATE_EPOCH=1772600000
export SOURCE_DATE_EPOCH
[ -n "${BENCHLINE_SANITIZED:-}${BENCHLINE_VALGRIND:-}" ] && {
	t_skip 'faults at every system call' 'not under an instrumented build'
	t_done
}
faults() { # NAME STORE
	python3 "$TOP/tests/io-faults.py" "$2" in baseline-promote -q -s w >told 2>&1
	if [ "$(wc -l <told)" = 1 ] && grep -q '^[1-9][0-9]* faults$' told; then
		t_pass "$1: $(cat told)"
	else
		t_fail "$1" "$(head -n 30 told)"
	fi
}
doc 4.21 571 2222222222222222222222222222222222222222 >in
t_ok 'a history' history usual 3
faults 'a promotion' usual
mkdir none
faults 'the first promotion' none

# a directory that can't be written
[ "$(id -u)" = 0 ] || {
	chmod 555 none
	t_run baseline-promote -q -s none <in
	t_exp 'a store without write permission' 4 '' '~Permission denied'
	chmod 755 none
}
: >file
t_run baseline-promote -q -s file <in
t_exp 'a store that is a file' 4 '' '~file.*: (Not a directory|File exists)'
t_run baseline-promote -q -s file --log
t_exp 'log of a store that is a file' 4 '' '~can.t open .file.: Not a directory'
t_run baseline-promote -q -s nowhere --verify
t_exp 'verify of a store that is not there' 4 '' '~can.t open .nowhere.: No such file'
cp -r usual odd
rm odd/baseline.json
mkdir odd/baseline.json
t_run baseline-promote -q -s odd <in
t_exp 'baseline.json is a directory' 4 '' '~baseline.json'
t_ok 'and the ledger is as it was' cmp odd/history.jsonl usual/history.jsonl
cp -r usual odd2
echo '{"display_gibs": 1' >odd2/baselines/0123456789abcdef.json
t_run baseline-promote -q -s odd2 <in
t_exp 'a baseline that is no JSON' 3 '' '~CBKB003.*odd2/baselines/0123456789abcdef.json'
t_ok 'nothing is recorded then' cmp odd2/history.jsonl usual/history.jsonl
t_done
