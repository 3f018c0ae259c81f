#!/bin/sh
# serves: AC2, AC10
# The programs' own check and the schemas agree: thousands of mutated
# documents, held against an independent JSON Schema 2020-12 validator (ajv).
# Not only "valid or not": every fault's JSON pointer is the same.
. "${0%/*}/tap.sh"

npm=$BUILD/npm
case $npm in /*) ;; *) npm=$TOP/$npm ;; esac
AJV=$npm/node_modules/ajv
export AJV
ajv_there() {
	[ -f "$AJV/dist/2020.js" ] && return
	command -v node >/dev/null && command -v npm >/dev/null || return
	mkdir -p "$npm" && npm install --prefix "$npm" --no-audit --no-fund \
		--no-save --silent ajv@8 >"$W/npm.log" 2>&1 &&
		[ -f "$AJV/dist/2020.js" ]
}
# One line a document: its faults' pointers, sorted, each once.
normal() {
	python3 -c 'import sys
for line in sys.stdin:
    print("\t".join(sorted(set(line.rstrip("\n").split("\t")))))'
}
share() { # PERCENT of COUNT lines of faults.txt are empty or more
	[ $(($(grep -c '^$' want) * 100)) -ge $(($1 * $(wc -l <want))) ]
}
filled() {
	[ $(($(grep -c . want) * 100)) -ge $(($1 * $(wc -l <want))) ]
}

if ! ajv_there; then
	t_skip "schemas against ajv" "node, npm or its registry not there"
	t_done
fi
for schema in "$TOP"/config/schema/*.schema.json; do
	name=${schema##*/}
	name=${name%.schema.json}
	set -- "$DATA/schema/$name".*.json
	[ -f "$1" ] || continue
	big=
	case $name in
	perf) big=/_metadata/benchmarks ;;
	benchmarks) big=/benchmarks ;;
	esac
	t_ok "$name: documents are mutated" \
		node "$TOP/tests/schema/mutate.js" "$schema" 3000 "$@"
	normal <faults.txt >want
	t_ok "$name: at least a tenth is valid" share 10
	t_ok "$name: at least a tenth is not" filled 10
	"$BUILD/tests/schema-check" "$schema" "$big" <documents.ndjson >lines
	t_is "$name: the validator reads them all" $? 0
	normal <lines >got
	# A report's blocks are of several kinds: ajv names the faults of every
	# kind that it tried, ours those of the nearest.  There, only "valid or not".
	case $name in
	report) only=1 what="valid or not, the same" ;;
	*) only=0 what="every fault the same" ;;
	esac
	paste -d '\n' want got documents.ndjson | awk -v only="$only" '
		NR % 3 == 1 { want = $0; if (only) want = want != "" }
		NR % 3 == 2 { got = $0; if (only) got = got != "" }
		NR % 3 == 0 && want != got && n++ < 5 {
			print "ajv: " want "\nours: " got "\n" substr($0, 1, 300) }
	' >differ
	t_is "$name: 3,000 documents, $what" "$(cat differ)" ""
done

# The program itself, on the first of perf.json's documents.
n=200
[ -z "${BENCHLINE_VALGRIND:-}" ] || n=20
node "$TOP/tests/schema/mutate.js" "$TOP/config/schema/perf.schema.json" $n \
	"$DATA"/schema/perf.*.json
paste -d '\t' faults.txt documents.ndjson >both
bad=
while IFS= read -r line; do
	printf '%s\n' "${line##*	}" | perf-json --check >out 2>err
	case $?.$line in
	0.=* | 3.[!=]*) bad="$bad $line" ;;
	0.* | 3.*) ;;
	*) bad="$bad status $? $line" ;;
	esac
done <both
t_is "perf-json --check says the same of $n of them" "$bad" ""
t_done
