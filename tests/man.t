# serves: AC1, AC9
# Manuals: clean under mandoc, SYNOPSIS and options those of -h, EXAMPLES run.
. "${0%/*}/tap.sh"

for m in "$TOP"/man/*.[157]; do
	t_is "${m##*/} is clean" "$(mandoc -Tlint -W warning "$m" 2>&1)" ""
done

# Every option that -h prints is in the manual, and the other way round.
for p in audit-render baseline-promote bench-exec criterion-parse perf-json \
	pr-comment slo-check; do
	t_run "$p" --help
	t_exp "$p --help" 0 "~^usage: $p" ''
	grep -oE -- '--[a-z][a-z-]*' "$W/out" | sort -u >"$W/of-help"
	mandoc -Tascii "$TOP/man/$p.1" | sed "s/.$(printf '\b')//g" |
		sed -n '/^OPTIONS\|^DESCRIPTION/,/^ENVIRONMENT\|^EXIT STATUS/p' |
		grep -oE -- '--[a-z][a-z-]*' | sort -u >"$W/of-man"
	t_is "$p: every option of --help is in the manual" \
		"$(comm -23 "$W/of-help" "$W/of-man")" ""
done

# A reference page that leaves something out is no reference.
words() { tr -cs 'A-Za-z0-9_' '\n' <"$1" | sort -u; }
words "$TOP/man/benchline-json.5" >json.words
for f in "$TOP"/config/schema/*.json; do
	jq -r '[.. | objects | .properties? // {} | keys[]] | unique[]' "$f" | sort >keys
	t_ok "${f##*/} has keys" [ -s keys ]
	t_is "${f##*/}: every key is in benchline-json(5)" "$(comm -23 keys json.words)" ""
done
words "$TOP/man/benchline.conf.5" >conf.words
for f in thresholds audit; do
	sed -n 's/^\([a-z_]*\) *=.*/\1/p; s/^[a-z0-9_]*\(\.[a-z]*\) *=.*/\1/p; s/^\[\([a-z_]*\).*/\1/p' \
		"$TOP/config/$f.ini" | tr -d . | sort -u |
		# Names of metrics and of their limits are each project's own.
		grep -vE '^(display|comp3|parse_time)_' >keys
	t_ok "$f.ini has keys" [ -s keys ]
	t_is "$f.ini: every key is in benchline.conf(5)" "$(comm -23 keys conf.words)" ""
done

# Every code that a program prints: what it means, why, what to do.
mandoc -Tascii "$TOP/man/benchline.7" | sed "s/.$(printf '\b')//g" >overview
for code in $(cat "$TOP"/lib/*.c "$TOP"/bin/*/*.c | grep -oE 'CBKB[0-9]{3}' | sort -u); do
	t_is "$code: meaning, causes and what to do" \
		"$(sed -n "/^   $code: /,/^   CBKB\|^[A-Z]/{s/^ *\(Means\|Causes\|Do\)[[:space:]]\{2,\}[^ ].*/\1/p;}" overview | tr '\n' ' ')" \
		"Means Causes Do "
done
t_is "and no code that no program prints" "$(grep -oE '^   CBKB[0-9]+' overview | while read -r code; do
	grep -rq "$code" "$TOP/lib" "$TOP/bin" || echo "$code"
done)" ""

# EXAMPLES: blocks of "$ command" lines, run in a directory with config/.
examples() { # the commands of a page's EXAMPLES, one block a file
	awk -v dir="$2" '
	/^\.Sh / { on = $2 == "EXAMPLES" }
	on && /^\.Bd / { n++; inside = 1; next }
	on && /^\.Ed/ { inside = 0; next }
	inside {
		sub(/^\\&/, ""); gsub(/\\e/, "\\"); gsub(/\\-/, "-")
		if (/^\$ /) { print substr($0, 3) > (dir "/" n ".sh"); cont = 1; next }
		if (/^> /) { print substr($0, 3) > (dir "/" n ".sh") }
	}' "$1"
}
for p in audit-render baseline-promote bench-exec criterion-parse perf-json \
	pr-comment slo-check; do
	mkdir -p "$W/$p/run" && examples "$TOP/man/$p.1" "$W/$p"
	cp -r "$TOP/config" "$W/$p/run/"
	cp -r "$EXAMPLES/." "$W/$p/run/" 2>/dev/null
	n=0
	for e in "$W/$p"/*.sh; do
		[ -e "$e" ] || continue
		n=$((n + 1))
		(cd "$W/$p/run" && sh -e "$e" >out 2>err </dev/null)
		x=$?
		if [ $x -le 1 ]; then
			t_pass "$p(1) example ${e##*/} runs"
		else
			t_fail "$p(1) example ${e##*/} runs" "status $x" \
				"$(cat "$e" "$W/$p/run/err")"
		fi
	done
	[ $n -gt 0 ] || t_fail "$p(1) has examples"
done
t_done
