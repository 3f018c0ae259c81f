# serves: AC1, AC9
# One table of options: the sources, -h, the manuals and the completion scripts
# can't drift from it.
. "${0%/*}/tap.sh"
TABLE=$TOP/.packaging/options.tsv
PROGRAMS='audit-render baseline-promote bench-exec criterion-parse perf-json pr-comment slo-check'
TAB=$(printf '\t')

# "--name ARG" or "--name", sorted; the argument only says that there is one.
of_table() {
	awk -F '\t' -v p="$1" '$1 == p && $2 != "-" { print "--" $2 ($4 == "" ? "" : " ARG") }' "$TABLE" | sort
}
of_source() {
	cat "$TOP/bin/$1"/*.c | tr -d '\n' |
		grep -oE '\{"[a-z-]+",[[:space:]]*(no|required)_argument' |
		sed -E 's/\{"([a-z-]+)",[[:space:]]*no_argument/--\1/; s/\{"([a-z-]+)",[[:space:]]*required_argument/--\1 ARG/' | sort
}
of_help() { # an argument is a word in capitals, or words to choose from;
	# "FILE..." are operands
	# Its text, after two blanks, may name other options.
	"$1" --help | sed -nE '/^  *-/s/([^ ])  .*/\1/p; /^  *-/{/[^ ]  /!p}' |
		grep -oE -- '--[a-z][a-z-]*( [A-Z][A-Z=/[#|.]*| [a-z]+\|[a-z|]+)?' |
		sed -E 's/ [A-Z]+\.\.\.$//; s/(--[a-z-]+) .*/\1 ARG/' | sort -u
}
shorts_of_table() {
	awk -F '\t' -v p="$1" '$1 == p && $2 != "-" && $3 != "" { print "-" $3 " --" $2 }' "$TABLE" | sort
}
shorts_of_help() {
	"$1" --help | sed -nE 's/^  *(-[A-Za-z]), (--[a-z-]+).*/\1 \2/p' | sort
}
of_manual() { # the heads of its items: ".It Fl x , -name Ar what"
	awk '/^\.It Fl / { for (i = 3; i <= NF; i++) if ($i ~ /^-[a-z]/) print "-" $i }' \
		"$TOP/man/$1.1" | sort -u
}

t_is "every line has six columns" "$(grep -v '^#' "$TABLE" | awk -F '\t' 'NF != 6')" ""
for p in $PROGRAMS; do
	t_is "$p: the table is the source's" "$(of_table "$p")" "$(of_source "$p")"
	t_is "$p: -h is the table's" "$(of_help "$p")" "$(of_table "$p")"
	t_is "$p: short options" "$(shorts_of_help "$p")" "$(shorts_of_table "$p")"
	t_is "$p: the manual is the table's" "$(of_manual "$p")" "$(of_table "$p" | sed 's/ ARG//')"
	# The usage line of the manual names no option that there is not.
	t_is "$p: the manual's synopsis" "$(mandoc -Tascii "$TOP/man/$p.1" | col -b |
		sed -n '/^SYNOPSIS/,/^DESCRIPTION/p' | grep -oE -- '--[a-z][a-z-]*' | sort -u |
		grep -vxF -e "$(of_table "$p" | sed 's/ ARG//')")" ""
	# What getopt does with it: an option that wants an argument and gets none,
	# or gets one and wants none, is a usage error.
	bad=
	for o in $(of_table "$p" | grep -v ' ARG' | grep -v -- '--help\|--version'); do
		"$p" "$o=x" </dev/null >out 2>&1
		[ $? = 2 ] || bad="$bad $o=x"
	done
	for o in $(of_table "$p" | sed -n 's/ ARG//p') $(awk -F '\t' -v p="$p" '$1 == p && $2 != "-" && $3 != "" && $4 != "" {print "-" $3}' "$TABLE"); do
		"$p" "$o" </dev/null >out 2>&1
		[ $? = 2 ] || bad="$bad $o"
	done
	t_is "$p: arguments where the table says" "$bad" ""
done

for sh in bash zsh fish; do
	"$TOP/.packaging/completion" $sh >"all.$sh"
	for p in $PROGRAMS; do
		t_is "$sh: every option of $p" "$(of_table "$p" | sed 's/ ARG//; s/^--//' | while read -r o; do
			grep -E -A80 "(_benchline_$(echo "$p" | tr - _)\(|^complete -c $p )" all.$sh | grep -qE -- "(--$o([^a-z-]|\$)|-l $o( |\$))" || echo "$o"
		done)" ""
	done
done
t_run bash -n all.bash
t_exp "bash reads its script" 0 '' ''
complete_bash() { # WORD…: what bash offers for the last
	bash -c '. ./all.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
		"_benchline_${1//-/_}"; printf "%s\n" "${COMPREPLY[@]}"' - "$@"
}
t_is "bash: words to choose from" "$(complete_bash slo-check --fail-on '')" "warn
fail"
t_is "bash: a long option" "$(complete_bash slo-check --require)" --require-baseline
t_is "bash: nothing for a free text" "$(complete_bash baseline-promote --reason x)" ""
mkdir -p dirs/inside
t_is "bash: a directory" "$(complete_bash criterion-parse --criterion-home dirs/)" dirs/inside
for sh in zsh fish; do
	if [ -n "${BENCHLINE_SLOW:-}" ] && ! command -v $sh >/dev/null; then
		"$TOP/tests/install-packages" "complete in $sh" $sh >/dev/null
	fi
	if ! command -v $sh >/dev/null; then
		t_skip "$sh reads its script" "no $sh here"
		continue
	fi
	t_run $sh -n all.$sh
	t_exp "$sh reads its script" 0 '' ''
done
if command -v fish >/dev/null; then
	t_is "fish: words to choose from" "$(HOME=$W fish -c 'source all.fish; complete -C "slo-check --fail-on "' | cut -f 1)" "fail
warn"
	t_is "fish: a long option" "$(HOME=$W fish -c 'source all.fish; complete -C "slo-check --require"' | cut -f 1)" --require-baseline
fi
t_done
