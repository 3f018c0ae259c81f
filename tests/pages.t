#!/bin/sh
# serves: AC7
# Every page of every report, as readers have it: markup (html-validate, and the
# Nu validator where Java is), WCAG (axe-core) and behaviour in Chromium, light,
# dark, narrow and printed.  Slow: only with BENCHLINE_SLOW=1.
. "${0%/*}/tap.sh"

if [ -z "${BENCHLINE_SLOW:-}" ]; then
	t_skip "pages in a browser" "slow: BENCHLINE_SLOW=1"
	t_done
fi
npm=$BUILD/npm
case $npm in /*) ;; *) npm=$TOP/$npm ;; esac
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
there() {
	[ -f "$npm/node_modules/axe-core/axe.min.js" ] &&
		[ -d "$npm/node_modules/puppeteer-core" ] &&
		[ -d "$npm/node_modules/html-validate" ] &&
		[ -f "$npm/node_modules/vnu-jar/build/dist/vnu.jar" ] && return
	command -v node >/dev/null && command -v npm >/dev/null || return
	mkdir -p "$npm" && PUPPETEER_SKIP_DOWNLOAD=1 npm install --prefix "$npm" \
		--no-audit --no-fund --no-save --silent axe-core@4 \
		puppeteer-core@24 html-validate@9 vnu-jar@26 >"$W/npm.log" 2>&1
}
if [ -z "$chromium" ] || ! there; then
	t_skip "pages in a browser" "chromium, node, npm or its registry not there"
	t_done
fi
"$BUILD/tests/make-ledger" -n 900 -m 36 -b 12 >long36.jsonl
for s in one three nopromotions red many long scripts hostile year backwards \
	notime units kinds bare nasty step drift; do
	python3 "$TOP/tests/audit_ledger.py" $s >$s.jsonl
done
sed '5s/"actor":"\(.\)/"actor":"\1x/' kinds.jsonl >broken.jsonl
tail -n +20 kinds.jsonl >suffix.jsonl
cat >.htmlvalidate.json <<'EOF'
{"extends": ["html-validate:recommended"],
 "rules": {"no-trailing-whitespace": "off", "long-title": "off",
  "tel-non-breaking": "off", "no-inline-style": "error"}}
EOF
for s in *.jsonl; do
	for t in audit trend compliance performance; do
		audit-render --exit-zero -t $t -f html <"$s" >"${s%.jsonl}-$t.html"
	done
done
bench-exec -q -- "$DATA/replay/replay" 0.3.6-default-lengths | criterion-parse |
	perf-json | slo-check -q --exit-zero |
	audit-render --exit-zero -t performance -f html >perf-json.html
t_ok "html-validate finds nothing in $(ls ./*.html | wc -l) pages" \
	"$npm/node_modules/.bin/html-validate" --config .htmlvalidate.json ./*.html
if command -v java >/dev/null; then
	# It says of every style block that the policy stops it: whether the
	# hash fits is seen in the browser.
	java -Xmx512m -jar "$npm/node_modules/vnu-jar/build/dist/vnu.jar" \
		--format gnu ./*.html >nu 2>&1
	t_is "the Nu validator finds nothing" \
		"$(grep -v 'violates Content Security Policy' nu | head -20)" ""
else
	t_skip "the Nu validator" "no java"
fi
# A few at a time: a browser that lives long grows.
printf '%s\n' ./*.html | xargs -n 12 -P "$(nproc)" node "$TOP/tests/pages.js" "$npm/node_modules" \
	"$chromium" >faults 2>&1
t_is "no fault in a browser" "$(grep -v '^[0-9]* pages, 0 faults$' faults)" ""
t_is "all pages were looked at" \
	"$(awk '/pages, / { n += $1 } END { print n }' faults)" "$(ls ./*.html | wc -l)"
# The watchers themselves see: a page made bad on purpose.
sed 's,<main id="main">,&<p style="width:2000px">x</p><section class="scroll" tabindex="0" aria-label="a"><table><tr><td>'"$(printf '%0300d' 0)"'</td></tr></table></section><img src="http://127.0.0.1:9/x">,; s,<text x="[0-9.]*" y="[0-9.]*",<text x="50" y="50",g' \
	year-audit.html >bad.html
node "$TOP/tests/pages.js" "$npm/node_modules" "$chromium" bad.html >faults 2>&1
for what in 'console: ' 'a style attribute' 'axe image-alt' 'overlap in' \
	'a table is cut off'; do
	t_ok "a bad page is found: $what" grep -q "$what" faults
done
t_done
