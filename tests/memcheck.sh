# shellcheck shell=sh
# memcheck.sh - programs under valgrind, for tests/tap.sh and tests/run

# memcheck_in DIR MEMCHECK PROGRAM…: DIR, which is made, holds for each PROGRAM
# (all of one directory) one of the same name that runs it under valgrind;
# DIR/findings is empty as long as nothing was found.
memcheck_in() {
	m_dir=$1 m_check=$2
	shift 2
	mkdir -p "$m_dir" || exit 1
	ln -s "$(realpath "${1%/*}")" "$m_dir/programs"
	ln -s "$(command -v valgrind)" "$m_dir/valgrind" || exit 1
	: >"$m_dir/findings"
	# What fontconfig and its like keep until the end is theirs.
	for m_lib in libfontconfig libpango libglib libcairo; do
		printf '{\n%s\nMemcheck:Leak\n...\nobj:*/%s*\n}\n' \
			"$m_lib keeps it to the end" "$m_lib"
	done >"$m_dir/theirs"
	for m_program; do
		m_name=${m_program##*/}
		cp "$m_check" "$m_dir/$m_name" || exit 1
		case $m_program in
		*/tests/* | */bench-exec) ;;
		*) : >"$m_dir/$m_name.plain" ;;
		esac
	done
}
