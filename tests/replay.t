# serves: AC3
# The recordings' player: byte for byte what was recorded, on both streams.
. "${0%/*}/tap.sh"

for case in "$DATA"/criterion/*/combined.txt; do
	case=${case%/*}
	name=${case##*/}
	mkdir "$W/$name" && cd "$W/$name" || exit 1
	t_run "$DATA/replay/replay" "$name"
	[ "$rc" -le 128 ] || rc=$((128 - rc))
	t_is "$name: status" "$rc" "$(cat "$case/exit")"
	t_ok "$name: stdout" cmp "$W/out" "$case/stdout.txt"
	sed -i '/Killed/d' "$W/err" # said by the shell of this test
	t_ok "$name: stderr" cmp "$W/err" "$case/stderr.txt"
	if [ -f "$case/tree.tar.gz" ]; then
		mkdir recorded && tar -xzf "$case/tree.tar.gz" -C recorded
		t_ok "$name: tree" diff -r recorded/target target
	fi
done
cd "$W" || exit 1
CRITERION_HOME=elsewhere/crit t_run "$DATA/replay/replay"
t_ok "CRITERION_HOME" test -f elsewhere/crit/slo_validation/comp3_heavy_slo_40mbps/new/sample.json
t_run "$DATA/replay/replay" nonsense
t_exp "no such recording" 64 '' "replay: no recording 'nonsense'"
t_done
