#!/bin/sh
# serves: AC7
# audit-render -f pdf: sound, tagged, dated, with the figures of the JSON, on
# both papers, within the memory; and a build without it says so.
. "${0%/*}/tap.sh"
cp -r "$TOP/config" config
MOST=65536 # KiB
case ${BENCHLINE_SANITIZED:-}${BENCHLINE_VALGRIND:-} in ?*) MOST=2000000 ;; esac
scene() { python3 "$TOP/tests/audit_ledger.py" "$1" >"$1.jsonl"; }
reader() { python3 "$TOP/tests/audit_read.py" "$@"; }

if [ -n "${BENCHLINE_SLOW:-}" ]; then
	make -C "$TOP" -s B="$W/plain" PDF= "$W/plain/bin/audit-render" >make.log 2>&1
	scene one
	t_run "$W/plain/bin/audit-render" -t audit -f pdf <one.jsonl
	t_exp "built without cairo" 2 '' 'audit-render: built without PDF support'
	t_run "$W/plain/bin/audit-render" -t audit -f html <one.jsonl
	t_exp "the rest works" 0 '~^<!DOCTYPE html>' ''
	t_is "and needs no cairo" "$(ldd "$W/plain/bin/audit-render" | grep -c 'cairo\|pango')" 0
else
	t_skip "built without cairo" "slow: BENCHLINE_SLOW=1"
fi

scene one
if ! audit-render -t audit -f pdf <one.jsonl >a.pdf 2>err; then
	t_is "without cairo" "$(cat err)" "audit-render: built without PDF support"
	t_done
fi
scenes='one red many long scripts nasty year drift'
[ -z "${BENCHLINE_VALGRIND:-}" ] || scenes='red scripts nasty'
for s in $scenes; do
	scene $s
	for t in audit trend compliance performance; do
		name="$s $t"
		audit-render -t $t <$s.jsonl >report.json
		SOURCE_DATE_EPOCH=1000000000 "$BUILD/tests/timed" usage \
			audit-render -t $t -f pdf <$s.jsonl >report.pdf
		read -r _ _ rss _ <usage
		t_ok "$name: $((rss / 1024)) MiB" test "$rss" -le $MOST
		# A colour glyph that stands twice: cairo 1.16 names its image
		# twice, which harms nobody.
		qpdf --check report.pdf >qpdf 2>&1
		t_is "$name: qpdf finds nothing" \
			"$(grep -i 'warning\|error\|damaged' qpdf | grep -v 'duplicated\? key /x\|^No syntax\|^errors that\|with warnings')" ""
		pdfinfo report.pdf >info
		t_is "$name: tagged, dated" "$(grep -c '^Tagged: *yes$\|Date: *Sun Sep  9 01:46:40 2001 UTC$' info)" 3
		t_is "$name: the title" "$(sed -n 's/^Title: *//p' info)" \
			"$(jq -r '.title | gsub("\\s+"; " ")' report.json)"
		t_is "$name: every font is embedded and can be read back" \
			"$(pdffonts report.pdf | tail -n +3 | grep -vc ' yes yes yes ' | grep -v '^0$')" \
			"$(case $s in scripts | nasty) pdffonts report.pdf | tail -n +3 | grep -vc ' yes yes yes ' | grep -v '^0$' ;; esac)"
		t_is "$name: a bookmark for each section" \
			"$(qpdf --warning-exit-0 --no-warn --json --json-key=outlines report.pdf 2>/dev/null | jq -c '[.outlines[].title]')" \
			"$(jq -c '[.sections[] | .brief // .heading]' report.json)"
		pdftotext -layout report.pdf report.txt
		n=$(sed -n 's/^Pages: *//p' info)
		t_is "$name: each of its $n pages has its number" \
			"$(grep -o "Page [0-9]* of $n\$" report.txt | sort -u | wc -l)" "$n"
		[ $s = nasty ] && continue # its units break lines
		t_is "$name: the PDF has the figures of the JSON" \
			"$(reader pdf report.txt report.json 2>&1 | sed -n 1,3p)" ""
		# A script without its font is drawn as its codes.
		[ $s = scripts ] || t_is "$name: and none beside" \
			"$(reader figures-of-text report.txt report.json 2>&1 | sed -n 1,3p)" ""
	done
done
t_is "A4" "$(pdfinfo a.pdf | grep -c '(A4)')" 1
audit-render -t audit -f pdf --paper letter <one.jsonl >letter.pdf
t_is "letter" "$(pdfinfo letter.pdf | grep -c '612 x 792')" 1
t_is "without SOURCE_DATE_EPOCH the date is the newest record's" \
	"$(pdfinfo a.pdf | sed -n 's/^CreationDate: *//p')" "Thu Jan  1 12:00:00 2026 UTC"
audit-render -t audit -f pdf <one.jsonl >b.pdf
t_ok "same input, same PDF" cmp a.pdf b.pdf
pdftotext -layout a.pdf a.txt
audit-render -t audit <one.jsonl | sed 's/4\.2/9.2/g' >lie.json
t_ok "a figure that is not in the JSON is found" \
	sh -c "python3 '$TOP/tests/audit_read.py' figures-of-text a.txt lie.json | grep -q 4.2"
t_done
