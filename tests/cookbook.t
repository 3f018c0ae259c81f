# serves: AC5, AC7, AC9
# Every recipe of benchline-cookbook(7) is run as it is written, in order, in a
# project whose cargo replays a recording.
. "${0%/*}/tap.sh"
python3 -c 'import yaml' 2>/dev/null || "$TOP/tests/install-packages" "read YAML" python3-yaml >/dev/null
PAGE=$TOP/man/benchline-cookbook.7
REPLAY=$DATA/criterion/0.5.1-slo-first-run
export REPLAY
mkdir bin blocks project
for p in cargo rustc; do ln -s "$TOP/tests/replay-cargo" "bin/$p"; done
PATH=$W/bin:$PATH
# The blocks: N.sh with "$ " and "> " lines, N.sec its section, others N.text.
awk -v dir=blocks '
	/^\.Sh / { section = substr($0, 5) }
	/^\.Bd -literal/ { n++; inside = 1; name = sprintf("%s/%02d", dir, n); print section > (name ".sec"); next }
	/^\.Ed/ { inside = 0; next }
	inside {
		sub(/^\\&/, ""); gsub(/\\e/, "\\"); gsub(/\\-/, "-")
		if (/^[$>] /) print substr($0, 3) > (name ".sh")
		else if ($0 == ">") print "" > (name ".sh")
		else print > (name ".text")
	}' "$PAGE"
cd project || exit 1
git init -q -b main .
git config user.name tester
git config user.email tester@localhost
cp -r "$TOP/config" .
git add . && git commit -qm 'a project'
n=0
for b in ../blocks/*.sh; do
	n=$((n + 1))
	t_run sh -e "$b"
	if [ "$rc" = 0 ]; then
		t_pass "$(cat "${b%.sh}.sec"): $(basename "$b")"
	else
		t_fail "$(cat "${b%.sh}.sec"): $(basename "$b")" "status $rc" "$(cat "$b")" "$(cat "$W/err")"
	fi
	# What a recipe promises.
	case $(cat "${b%.sh}.sec") in
	"ANOTHER PROJECT'S METRICS")
		[ ! -e mine.json ] || t_ok "its verdict is over its own metrics" jq -e \
			'.display_ms > 0 and .comp3_mbs > 0 and ._metadata.slo.passed' mine.json
		;;
	"SEVERAL SUITES IN ONE COMMENT") t_ok "a section" jq -e '.body | test("encode")' comment.json ;;
	"BASE AND HEAD ON ONE MACHINE") t_ok "compared" jq -e '._metadata.regression.compared' perf.json ;;
	"MOVING FROM CRITCMP") t_ok "a line for each benchmark" [ "$(wc -l <"$W/out")" = 2 ] ;;
	"MOVING FROM GITHUB-ACTION-BENCHMARK")
		t_is "imported with its commit and figure" \
			"$(jq -r '"\(.type) \(.subject.commit) \(.data.metrics.decode_ns.value)"' from-gab/history.jsonl)" \
			"import 3333333333333333333333333333333333333333 1969580"
		;;
	"THE LEDGER IN DUCKDB OR A WAREHOUSE") t_is "a row for each record and metric" "$(wc -l <metrics.csv)" 4 ;;
	esac
done
t_is "no recipe was left out" "$n" "$(find ../blocks -name "*.sh" | wc -l)"

# What is no command is YAML that is right, or SQL that runs.
for b in ../blocks/*.text; do
	case $(cat "${b%.text}.sec") in
	MERGE* | MATRIX*)
		t_ok "$(cat "${b%.text}.sec"): YAML" python3 -c 'import sys, yaml; assert yaml.safe_load(open(sys.argv[1]))' "$b"
		;;
	NOISY*)
		cat "$TOP/config/thresholds.ini" "$b" >own.ini
		t_run slo-check -c own.ini --show-config
		t_is "NOISY RUNNERS: a configuration" "$rc" 0
		;;
	*DUCKDB*)
		if [ -z "${BENCHLINE_SLOW:-}" ]; then
			t_skip "the SQL runs in DuckDB" "slow"
		elif npm install --silent --no-fund --no-audit --prefix "$W/npm" @duckdb/node-api >/dev/null 2>&1; then
			cat >"$W/npm/run.mjs" <<-'JS'
				import { DuckDBInstance } from "@duckdb/node-api";
				import fs from "fs";
				const c = await (await DuckDBInstance.create(":memory:")).connect();
				const r = await c.runAndReadAll(fs.readFileSync(process.argv[2], "utf8"));
				for (const row of r.getRowsJson()) console.log(row.join(" "));
			JS
			t_run node "$W/npm/run.mjs" "$b"
			t_is "the SQL runs in DuckDB: one row a record" "$rc $(wc -l <"$W/out")" \
				"0 $(wc -l <perf-history/history.jsonl)"
			t_ok "with figures" grep -q '^1 .* import 1111111111111111111111111111111111111111 0.36$' "$W/out"
		else
			t_skip "the SQL runs in DuckDB" "npm does not give it"
		fi
		;;
	*) t_fail "a block that nobody tests" "$(cat "$b")" ;;
	esac
done
t_done
