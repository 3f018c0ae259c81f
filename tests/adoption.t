# serves: AC5, AC6
# The first week of a new project: a lucky first baseline does not refuse every
# later run, and a real slowdown is still refused once the noise is known.
. "${0%/*}/tap.sh"

n=0
push() { # FACTOR: a run on main that takes FACTOR times the time
	n=$((n + 1))
	awk -v f="$1" 'BEGIN {
		split("display_a display_b comp3_a", id, " ")
		for (i = 1; i <= 3; i++) {
			t = i * f * (1 + 0.004 * ((i * 7 + f * 1000) % 3 - 1))
			printf "%-24stime:   [%.4f ms %.4f ms %.4f ms]\n", "g/" id[i], t * 0.99, t, t * 1.01
			printf "%24sthrpt:  [%.2f MiB/s %.2f MiB/s %.2f MiB/s]\n", "", 900 / t / 1.01, 900 / t, 900 / t / 0.99
		}
	}' >console.txt
	bench-exec -q -- cat console.txt | criterion-parse | perf-json |
		jq --arg n "$n" '._metadata.timestamp = "2026-03-0\($n)T00:00:00Z"' |
		slo-check -q -b store --exit-zero |
		baseline-promote -q --branch main -s store --exit-zero |
		jq -r '._metadata.baseline | if .promoted then "promoted" else .outcome end'
}
t_is "the first run, a lucky one" "$(push 1.00)" promoted
later=
for f in 1.07 1.08 1.06 1.09 1.07; do later="$later $(push $f)"; done
t_ok "later runs at the usual level are promoted again: $later" \
	sh -c 'case $1 in *promoted) ;; *) exit 1 ;; esac' - "$later"
t_is "twice as slow is refused" "$(push 2.20)" refused
t_is "and again: it does not become normal" "$(push 2.20) $(push 2.20)" "refused refused"
t_ok "the ledger verifies" baseline-promote -s store --verify
t_done
