#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The ledger: verified by us and by sha256sum, 10,000 mutations, checkpoints and
# signatures, pruning, segments, import, trends, 64 writers at once.
# serves: AC5, AC7, AC8, AC10
. "${0%/*}/tap.sh"
. "$TOP/tests/store.sh"
PATH=$BUILD/tests:$PATH

# --- verified by anybody ---
make-ledger -n 80 -b 4 >whole
mkdir s
cp whole s/history.jsonl
t_run baseline-promote -s s --verify
t_exp 'verify' 0 '*' ''
t_jq 'what it tells' '.verified and .breaks == 0 and .first_break == null and .first_seq == 1
	and .suffix == false and .torn == false and .checkpoints.checked == 11 and .checkpoints.wrong == 0
	and ([.types[]] | add) == .records'
head=$(jq -r .head out)
t_is 'the head by sha256sum' "$(tail -n 1 whole | tr -d '\n' | sha256sum | cut -d' ' -f1)" "$head"
t_is 'any link by sed, tr and sha256sum' \
	"$(sed -n 42p whole | tr -d '\n' | sha256sum | cut -d' ' -f1)" "$(sed -n 43p whole | jq -r .prev)"
t_is 'the first prev is zeros' "$(head -n 1 whole | jq -r .prev)" "$(printf %064d 0)"
t_ok 'keys are sorted, no blanks' sh -c 'head -n 50 whole | while read -r l; do
	[ "$(printf %s "$l" | jq -cS . | jq -r "keys_unsorted | join(\",\")")" = "$(printf %s "$l" | jq -r "keys_unsorted | join(\",\")")" ] || exit 1; done'
t_run baseline-promote -s s --log
t_exp 'log' 0 '*' ''
t_ok 'log is the bytes' cmp out whole

cp "$TOP/config/schema/ledger.schema.json" "$TOP/config/schema/trends.schema.json" .
t_is 'every record fits its schema' "$(schema-check ledger.schema.json <whole | sort | uniq -c | tr -d ' ')" "$(wc -l <whole)"
t_is 'and one that does not is found' "$(head -n 1 whole | jq -c '.data.verdict = "MAYBE"' | schema-check ledger.schema.json | grep -c .)" 1
baseline-promote -s s --trends | jq -c . >trends.json
t_is 'trends fit theirs' "$(schema-check trends.schema.json <trends.json)" ''

# --- the head that was kept elsewhere ---
t_run baseline-promote -s s --verify --expect-head "$head"
t_exp 'the expected head' 0 '*' ''
old=$(sed -n 50p whole | tr -d '\n' | sha256sum | cut -d' ' -f1)
t_run baseline-promote -s s --verify --expect-head "$old"
t_exp 'a former head' 0 '*' ''
t_jq 'and where it stands' '.expected_head.found and .expected_head.seq == 50'
mkdir cut
head -n 60 whole >cut/history.jsonl
t_run baseline-promote -s cut --verify
t_exp 'a cut tail can not be seen' 0 '*' ''
t_run baseline-promote -s cut --verify --expect-head "$head"
t_exp 'but with the head it is' 1 '*' "~no record has the expected head $head: the tail was cut off"

# --- the baseline files ---
. "$TOP/tests/store.sh"
mkdir p && for v in 4.20 4.21 4.22; do
	doc $v 570 "$(printf '%040d' "${v#*.}")" | baseline-promote -q -s p >out || break
done
doc 4.2 570 '' '._metadata.environment.fingerprint = "fedcba9876543210"' | baseline-promote -q -s p >out
proven() { jq -c '[.baselines[]]' out; }
verify() { # WHAT STATUS STDERR COUNTS
	t_run baseline-promote -s p --verify
	t_exp "$1" "$2" '*' "$3"
	t_is "$1: proven, unproven, wrong" "$(proven)" "$4"
}
verify 'each baseline is what its record says' 0 '' '[3,0,0]'
t_is "by hand, too" "$(sed -E 's/^( {6}"head": )".*"/\1null/' p/baselines/fedcba9876543210.json | sha256sum | cut -d' ' -f1)" \
	"$(tail -n 1 p/history.jsonl | jq -r .data.document_sha256)"
cp -r p good
sed -i 's/4\.22/4.32/' p/baselines/0123456789abcdef.json
verify 'a figure was changed' 1 "baseline-promote: CBKB006: 'baselines/0123456789abcdef.json' is not the document that was promoted" '[2,0,1]'
rm -r p && cp -r good p
jq '._metadata.baseline.centre.metrics.display_gibs.value = 3' good/baseline.json >p/baseline.json
verify 'a centre was' 1 "baseline-promote: CBKB006: 'baseline.json' is not the document that was promoted" '[2,0,1]'
python3 -c 'import json, sys; print(json.dumps(json.load(sys.stdin)))' <good/baseline.json >p/baseline.json
verify 'another layout is the same document' 0 '' '[3,0,0]'
for bad in 'no JSON' '{' '[]' '{}' '{"_metadata": {"baseline": {"head": 7}}}' '{"_metadata": {"baseline": {"head": null}}}'; do
	echo "$bad" >p/baseline.json
	verify "$bad" 1 "baseline-promote: CBKB006: 'baseline.json' is not the document that was promoted" '[2,0,1]'
done
rm p/baseline.json && mkfifo p/baseline.json
t_run timeout 20 baseline-promote -s p --verify
t_exp 'a pipe in its place' 4 '' '~baseline.json. is no regular file'
rm -r p && cp -r good p
sed -i '$d' p/history.jsonl
verify 'the tail was cut off' 1 "~CBKB006: 'baseline.json' names a record that is not there: the ledger's tail was cut off" '[1,0,2]'
rm -r p && cp -r good p
sed -i 1,2d p/history.jsonl
jq '._metadata.baseline.record.seq = 1 | ._metadata.baseline.head = "00"' good/baseline.json >p/baseline.json
verify 'one whose record was pruned is not proven' 0 '' '[2,1,0]'
rm -r p/base*
verify 'a ledger alone' 0 '' '[0,0,0]'

# --- mutations ---
make-ledger -n 30 -b 2 -r 7 >small
t_is '10,000 random mutations' "$(python3 "$TOP/tests/mutate.py" small 10000 1 "$BUILD/tests/ledger-verify" | tail -n 5)" \
	'10000 mutants, 0 missed'
mkdir m
for how in '5s/"seq":5/"seq":6/' '5d' '5{h;d};6G' '5s/.*/junk/' '5s/.*//' '5p' '5s/"v":1/"v":2/' '5s/$/ /'; do
	sed "$how" small >m/history.jsonl
	t_run baseline-promote -q -s m --verify
	t_exp "verify finds $how" 1 '*' '~CBKB006: record [0-9]+ does not match what stands before it \(line [56] of the ledger\)'
	t_jq "and is exact about $how" '.verified == false and (.first_break_line == 5 or .first_break_line == 6)'
done

# --- checkpoints, and signatures by composition ---
cp -r s c
t_run baseline-promote -s c --checkpoint --origin octo/repo
t_exp 'checkpoint' 0 '*' ''
n=$(wc -l <whole)
cp out checkpoint
cat >root.py <<'PY'
import base64, hashlib, sys
lines = open(sys.argv[1], "rb").read().split(b"\n")[:-1][:int(sys.argv[2])]
def root(x):
    if len(x) == 1:
        return hashlib.sha256(b"\0" + x[0]).digest()
    k = 1
    while k * 2 < len(x):
        k *= 2
    return hashlib.sha256(b"\1" + root(x[:k]) + root(x[k:])).digest()
print(base64.b64encode(root(lines)).decode())
PY
t_is 'origin, size and RFC 9162 root' "$(tr '\n' ' ' <checkpoint)" "octo/repo $n $(python3 root.py whole "$n") "
t_run baseline-promote -s c --verify
t_jq 'the checkpoint is in the ledger, and checked' '.records == '$((n + 1))' and .checkpoints.checked == 12'
t_is 'it holds the head' "$(tail -n 1 c/history.jsonl | jq -r .data.head)" "$head"
ssh-keygen -q -t ed25519 -N '' -C ledger -f key
ssh-keygen -Y sign -n benchline-ledger -f key <checkpoint >checkpoint.sig 2>/dev/null
printf 'ledger %s\n' "$(cat key.pub)" >allowed
t_ok 'signed by ssh-keygen' sh -c 'ssh-keygen -Y verify -n benchline-ledger -f allowed -I ledger -s checkpoint.sig <checkpoint'
t_ok 'a changed one is refused' sh -c 'sed "2s/.*/1/" checkpoint >changed; ! ssh-keygen -Y verify -n benchline-ledger -f allowed -I ledger -s checkpoint.sig <changed'
mkdir empty
t_run baseline-promote -s empty --checkpoint
t_exp 'no checkpoint of nothing' 3 '' '~the ledger is empty'

# --- pruning ---
mkdir conf
cp "$TOP/config/thresholds.ini" conf
printf '[reporting]\nretention_months = 6\n' >conf/audit.ini
mkdir p
make-ledger -n 200 -m 24 -b 3 -u 2026-03-01T00:00:00Z >long
cp long p/history.jsonl
SOURCE_DATE_EPOCH=1772323200
export SOURCE_DATE_EPOCH
t_run baseline-promote -c conf -s p --prune -n
t_exp 'prune --dry-run' 0 '*' ''
t_jq 'would drop' '.pruned == false and .records > 100'
t_ok 'and drops nothing' cmp long p/history.jsonl
t_run baseline-promote -c conf -s p --prune
t_exp 'prune' 0 '*' ''
cp out report
k=$(jq .records report)
t_ok 'what is kept is a byte-for-byte suffix' sh -c "tail -n +$((k + 1)) long | cmp - p/history.jsonl -n \$(tail -n +$((k + 1)) long | wc -c)"
t_is 'it begins at a checkpoint' "$(head -n 1 p/history.jsonl | jq -r .type)" checkpoint
t_is 'all dropped records were old enough' "$(sed -n "${k}p" long | jq '.time < "2025-09-01"')" true
t_is 'the prune record' "$(tail -n 1 p/history.jsonl | jq -c '[.type, .data.count, .data.policy, .data.root]')" \
	"[\"prune\",$k,\"retention_months = 6\",\"$(head -n 1 p/history.jsonl | jq -r .data.root)\"]"
t_run baseline-promote -s p --verify
t_exp 'a pruned ledger verifies' 0 '*' ''
t_jq 'as a suffix' '.verified and .suffix and .first_seq == '$((k + 1))' and .checkpoints.pruned > 0'
t_run baseline-promote -c conf -s p --prune
t_exp 'nothing more to prune' 0 '*' '~nothing to prune: no checkpoint'
doc 4.2 570 | baseline-promote -q -s p >/dev/null
t_ok 'and it goes on' sh -c 'baseline-promote -s p --verify >/dev/null'
printf '[reporting]\nretention_months = soon\n' >conf/audit.ini
t_run baseline-promote -c conf -s p --prune
t_exp 'a bad retention' 2 '' "~retention_months.*'soon'.*audit.ini"
unset SOURCE_DATE_EPOCH

# --- segments ---
make-ledger -n 900 -m 9 -b 60 -s seg
t_ok 'more than one segment' test "$(ls seg/*.jsonl | wc -l)" -gt 1
t_ok 'none over 4 MB' sh -c 'for f in seg/*.jsonl; do [ "$(stat -c %s "$f")" -le 4194304 ] || exit 1; done'
t_ok 'name order is chain order' sh -c 'cat seg/history-*.jsonl seg/history.jsonl | cmp - /dev/fd/3 3<<EOF
$(baseline-promote -s seg --log)
EOF'
t_run baseline-promote -s seg --verify
t_exp 'segments verify' 0 '*' ''
f=$(ls seg/history-*.jsonl | head -n 1)
sed -i '3s/"v":1}$/"v":1 }/' "$f"
doc 4.2 570 >in
t_run baseline-promote -q -s seg --verify
t_exp 'a break in an old segment is found by --verify' 1 '*' '~record 4 does not match'
# the newest segment at its limit: the next record begins another
mkdir full
python3 - whole full/history.jsonl <<'PY'
import hashlib, json, sys
prev, out, n = "0" * 64, open(sys.argv[2], "wb"), 0
for seq in range(1, 10):
    pad = "x" * (450000 if seq < 10 else 0)
    line = json.dumps({"actor": None, "data": {"errors": [pad]}, "prev": prev, "seq": seq,
        "subject": {"branch": None, "commit": None, "pr": None},
        "time": "2026-02-%02dT00:00:00Z" % seq, "type": "validate", "v": 1},
        separators=(",", ":")).encode()
    prev = hashlib.sha256(line).hexdigest()
    out.write(line + b"\n")
PY
baseline-promote -q -s full --validate <in >/dev/null
t_is 'below the limit it is appended' "$(ls full | tr '\n' ' ')" 'history.jsonl '
python3 - full/history.jsonl <<'PY'
import hashlib, json, sys
text = open(sys.argv[1], "rb").read()
last = text.split(b"\n")[-2]
line = json.dumps({"actor": None, "data": {"errors": ["x" * (4194304 - len(text) - 500)]},
    "prev": hashlib.sha256(last).hexdigest(), "seq": 11,
    "subject": {}, "time": "2026-02-20T00:00:00Z", "type": "validate", "v": 1},
    separators=(",", ":")).encode()
open(sys.argv[1], "ab").write(line + b"\n")
PY
baseline-promote -q -s full --validate <in >/dev/null
t_is 'at the limit a segment is closed' "$(cd full && ls ./*.jsonl | tr '\n' ' ')" './history-2026-02.jsonl ./history.jsonl '
t_ok 'the chain goes on over it' verified full 12
cp full/history.jsonl one
mkdir alone
cp one alone/history.jsonl
t_run baseline-promote -s alone --verify
t_jq 'one segment alone is a suffix' '.verified and .suffix'
sed -i '$s/"v":1}$/"v":1 }/' full/history-2026-02.jsonl
t_run baseline-promote -q -s full --validate <in
t_exp 'the link to the segment before is looked at too' 1 '*' '~CBKB006: the ledger does not verify: record 12'

# --- import ---
cat >h.json <<'EOF'
{"current": {"branch": "main", "commit": "c3", "timestamp": "2025-03-01T00:00:00Z", "display_gibs": 4.1, "comp3_mibs": 560, "sample_count": 100},
 "history": [{"branch": "main", "commit": "c2", "timestamp": "2025-02-01T00:00:00Z", "display_gibs": 4.05, "comp3_mibs": 561, "sample_count": 100},
	{"branch": "main", "commit": "c1", "timestamp": "2025-01-01T00:00:00Z", "display_gibs": 4.0, "comp3_mibs": 559, "sample_count": 100}]}
EOF
doc 4.22 571 c4 >perf.json
t_run baseline-promote -s i --import h.json perf.json
t_exp 'import' 0 '*' ''
t_jq 'all four' '.imported == 4 and .known_before == 0'
t_is 'the oldest first, marked' "$(jq -r '[.type, .subject.commit, .data.imported] | join(" ")' i/history.jsonl | tr '\n' ';')" \
	'import c1 h.json;import c2 h.json;import c3 h.json;import c4 perf.json;'
t_run baseline-promote -s i --import h.json
t_jq 'twice is once' '.imported == 0 and .known_before == 3'
t_run baseline-promote -s i2 --import --fingerprint 0123456789abcdef h.json
t_is 'with a machine' "$(jq -r .data.environment.fingerprint i2/history.jsonl | sort -u)" 0123456789abcdef
for bad in '{"current": 1}' '{"history": {}}' '{"history": [{"timestamp": "2025-01-01T00:00:00Z"}]}' \
	'{"history": [{"timestamp": "yesterday", "display_gibs": 1}]}' '{"history": [{"display_gibs": 1}]}' \
	'{"history": [{"timestamp": "2025-01-01T00:00:00Z", "display_gibs": "4"}]}' '[]' ''; do
	printf '%s' "$bad" >bad.json
	t_run baseline-promote -s i3 --import perf.json bad.json
	t_exp "import of '$bad'" 3 '' '~CBKB003.*bad.json'
done
t_ok 'and nothing of it' sh -c '! test -e i3/history.jsonl'

# --- trends ---
t_run baseline-promote -s s --trends
t_exp 'trends' 0 '*' ''
t_jq 'as their schema says' '.schema == "benchline/trends/1" and .verified and (.groups | length) == 2
	and (.groups[0].series[] | select(.id == "display_gibs") | .floor.value > 0.07 and .level.value > 3
		and .best.value >= .last.value and .worst.value <= .last.value)'
mkdir step
i=0
while [ $i -lt 30 ]; do
	i=$((i + 1))
	v=4.$((20 + i % 3))
	[ $i -gt 20 ] && v=3.$((60 + i % 3))
	doc $v 570 "$(printf %040d $i)" "._metadata.timestamp = \"2026-01-$(printf %02d $i)T00:00:00Z\"" >"step/$i.json"
done
t_run sh -c 'baseline-promote -q -s t --import step/*.json'
t_run baseline-promote -s t --trends
t_jq 'a step by commit, size and interval' '.groups[0].series[] | select(.id == "display_gibs") | (.steps | length) == 1
	and (.steps[0] | .commit == "0000000000000000000000000000000000000021" and .better == false
		and .low < .change and .change < .high and .change < -0.13 and .change > -0.16)
	and .level.runs == 10 and .level.since.time == "2026-01-21T00:00:00Z"'
t_run baseline-promote -q -s m --trends
t_exp 'trends of a broken ledger' 1 '*' '~CBKB006: record'

# --- parallel writers ---
doc 4.2 570 >in
n=0
while [ $n -lt 64 ]; do
	n=$((n + 1))
	baseline-promote -q -s par <in >"par.$n" 2>"err.$n" &
done
wait
t_ok '64 promotions at once: 64 records, chain whole' verified par 64
t_is 'they may say that they wait, no more' "$(cat err.* | grep -v "^baseline-promote: waiting for 'par/.lock', which another process holds\$")" ''
t_is 'each its own record' "$(cat par.* | jq ._metadata.baseline.record.seq | sort -n | tr '\n' ' ')" "$(seq -s ' ' 64) "
t_is 'these fit the schema too' "$(schema-check ledger.schema.json <par/history.jsonl | grep -c .)" 0
t_ok 'the baseline is the last one' sh -c '[ "$(jq -r ._metadata.baseline.head par/baseline.json)" = "$(baseline-promote -s par --verify | jq -r .head)" ]'
t_done
