# serves: AC1, AC9
# install and uninstall by their list of files; what each program is linked with;
# hardening.
. "${0%/*}/tap.sh"

make_() { make -C "$TOP" --no-print-directory B="${B:-build}" "$@"; }
: "$BIN" # built by make check
root=$W/root

t_ok "make install" make_ install DESTDIR="$root" PREFIX=/usr
{
	for p in audit-render baseline-promote bench-exec criterion-parse \
		perf-json pr-comment slo-check; do
		echo "usr/bin/$p"
		echo "usr/share/man/man1/$p.1"
	done
	(cd "$TOP/config" && find . -type f | sed 's,^\.,usr/share/benchline,')
	(cd "$TOP/man" && for m in *.5 *.7; do echo "usr/share/man/man${m##*.}/$m"; done)
	for p in audit-render baseline-promote bench-exec criterion-parse \
		perf-json pr-comment slo-check; do
		echo "usr/share/bash-completion/completions/$p"
		echo "usr/share/fish/vendor_completions.d/$p.fish"
	done
	echo usr/share/zsh/site-functions/_benchline
	echo usr/share/doc/benchline/LICENSE
	echo usr/share/doc/benchline/README.md
} | sort >want
(cd "$root" && find . -type f | sed 's,^\./,,' | sort) >got
t_ok "exactly these files" diff -u want got
for p in "$root"/usr/bin/*; do
	t_run "$p" --version
	t_exp "${p##*/} runs from there" 0 '~^[a-z-]+ \(benchline\) [0-9.]+ $' ''
done
t_ok "make uninstall" make_ uninstall DESTDIR="$root" PREFIX=/usr
t_is "nothing is left" "$(find "$root" -type f)" ""

# libcurl only where GitHub is talked to (loaded at the first request), cairo and pango only where PDFs are made
for p in audit-render baseline-promote bench-exec criterion-parse perf-json \
	pr-comment slo-check; do
	libs=$(readelf -d "$BIN/$p" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p')
	case $p in
	pr-comment | baseline-promote) want=1 ;;
	*) want=0 ;;
	esac
	t_is "$p: libcurl can be loaded: $want" "$(grep -c 'libcurl\.so\.4' "$BIN/$p" | sed 's/^[1-9].*/1/')" $want
	t_is "$p: no libcurl before that" "$(echo "$libs" | grep -c libcurl)" 0
	[ "$p" = audit-render ] ||
		t_is "$p: no cairo, no pango" "$(echo "$libs" | grep -cE 'cairo|pango')" 0
	t_is "$p: no OpenSSL of its own" "$(echo "$libs" | grep -cE 'libssl|libcrypto')" 0
done

# Hardened: position independent, full RELRO, no executable stack, fortified.
if [ -z "${BENCHLINE_SANITIZED:-}" ]; then
	for p in "$BIN"/*; do
		n=${p##*/}
		t_is "$n: PIE" "$(readelf -h "$p" | grep -c 'DYN ')" 1
		t_is "$n: bind now" "$(readelf -d "$p" | grep -c 'NOW PIE\|Flags: NOW')" 1
		t_is "$n: RELRO" "$(readelf -lW "$p" | grep -c GNU_RELRO)" 1
		t_is "$n: stack not executable" \
			"$(readelf -lW "$p" | awk '/GNU_STACK/ {print $7}')" RW
		t_ok "$n: stack protector and fortify" \
			sh -c 'readelf -sW "$1" | grep -q __stack_chk_fail &&
				readelf -sW "$1" | grep -q "_chk@"' - "$p"
	done
fi
t_done
