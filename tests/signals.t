# serves: AC10
# SIGINT, SIGTERM and SIGPIPE in every stage, at random moments of the whole
# pipeline: nothing is left running or lying about, and the store is whole.
. "${0%/*}/tap.sh"
. "$TOP/tests/store.sh"

if [ -n "${BENCHLINE_VALGRIND:-}" ]; then
	t_skip "signals at random moments" "too slow under valgrind"
	t_done
fi
cp -r "$TOP/config" .
cat >bench <<'X'
#!/bin/sh
sleep 0.0$(($$ % 5)) &
echo "slo_validation/display      time:   [1.0000 ms 1.1000 ms 1.2000 ms]"
echo "                        thrpt:  [700.00 MiB/s 800.00 MiB/s 900.00 MiB/s]"
echo "slo_validation/comp3        time:   [1.0000 ms 1.1000 ms 1.2000 ms]"
echo "                        thrpt:  [700.00 MiB/s 800.00 MiB/s 900.00 MiB/s]"
wait
X
chmod +x bench
RUNS=50
[ -n "${BENCHLINE_SLOW:-}" ] && RUNS=1000
python3 "$TOP/tests/signals.py" "$RUNS" store >faults 2>&1
grep '^#' faults
t_is "$RUNS runs of the pipeline, each with a signal" "$(grep -v '^#' faults)" ""
t_ok "signals reached their stages" test "$(grep -c 'signals {.' faults)" = 1
t_done
