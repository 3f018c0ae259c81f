# serves: AC1, AC3, AC9, AC10
# bench-exec: options, jobs, cargo, the process tree, what is captured
. "${0%/*}/tap.sh"

cp -r "$TOP/config" config
usage='usage: bench-exec [-qv] [-C dir] [-c config] [-e name=value] [-m size]
                  [-t seconds] [--baseline-id id] [--check]
                  [--grace seconds] [--no-enterprise] [--no-perf]
                  [--show-config] [--] [command [argument ...]]'

echo "# options"
t_run bench-exec -h
t_exp "-h" 0 "~^usage: bench-exec .*-v, --verbose +say what is decided $" ''
t_is "-h begins with the usage" "$(head -n 4 "$W/out")" "$usage"
cp "$W/out" help
t_run bench-exec --help
t_ok "--help is -h" cmp help "$W/out"
t_run bench-exec -V
t_exp "-V" 0 '~^bench-exec \(benchline\) [0-9.]+ $' ''
t_run bench-exec --nonsense
t_exp "unknown option" 2 '' "bench-exec: unrecognized option '--nonsense'
$usage"
wrong() { # NAME MESSAGE ARGUMENT…: usage error
	t_name=$1 t_message=$2
	shift 2
	t_run bench-exec "$@" -- true
	t_exp "$t_name" 2 '' "bench-exec: $t_message
$usage"
}
wrong "-t 0" "--timeout: expected more than 0, up to 100000000 seconds, got '0'" -t 0
wrong "-t soon" "--timeout: expected more than 0, up to 100000000 seconds, got 'soon'" -t soon
wrong "-t inf" "--timeout: expected more than 0, up to 100000000 seconds, got 'inf'" -t inf
wrong "-t 1e9" "--timeout: expected more than 0, up to 100000000 seconds, got '1e9'" -t 1e9
wrong "--grace -1" "--grace: expected 0 to 100000000 seconds, got '-1'" --grace -1
wrong "-m 9" "--max-output: expected a size from 4K to 1G, got '9'" -m 9
wrong "-m 8Q" "--max-output: expected a size from 4K to 1G, got '8Q'" -m 8Q
wrong "-e without a value; it is not shown" "--env: expected NAME=VALUE" -e hunter2
wrong "--baseline-id with nothing" "--baseline-id: expected a name" --baseline-id ''
t_run bench-exec --baseline-id main -- make bench
t_exp "--baseline-id for what is not cargo bench" 2 '' "bench-exec: --baseline-id works with 'cargo bench' only"
t_run bench-exec -C nowhere -- true
t_exp "-C: no such directory" 2 '' "bench-exec: there is no directory 'nowhere'"
t_run bench-exec -c nowhere.ini -- true
t_exp "-c: no such file" 2 '' '~nowhere.ini'
t_run bench-exec --show-config
t_exp "--show-config" 0 '~benchmark_timeout_minutes = 30' ''
t_run bench-exec -v -q -- true
t_exp "-v says where the configuration came from" 0 '*' '~^bench-exec: configuration: (\./)?config/thresholds.ini bench-exec: time limit 1800 s, no build first $'

echo "# the command"
t_run bench-exec -- sh -c 'echo out; echo err >&2; exit 3'
t_exp "an ordinary command that fails" 0 '*' 'out
err'
t_jq "its document" '.schema == "benchline/run/1" and .exit == 3 and .signal == null and .timed_out == false
	and .phase == "run" and .build == null and .stdout == "out\n" and .stderr == "err\n"
	and .command == ["sh", "-c", "echo out; echo err >&2; exit 3"]
	and .errors == ["CBKB002: the benchmark failed with status 3: err"]
	and .config == {baseline_id: null, enterprise_mode: true, perf_mode: true, timeout_seconds: 1800}
	and .resources.max_rss_bytes > 100000 and .resources.user_seconds >= 0 and .wall_seconds > 0'
t_run env RUSTFLAGS=-L/opt/x/lib bench-exec -q -- /bin/sh -c 'echo /usr/share; echo no /etc/such/file >&2; exit 1' \
	a=/opt/x/y /opt /a/b/ https://e.invalid/a/b x/y/z
t_jq "no absolute path but in the output" '.command == ["…/sh", "-c", "echo …/share; echo no …/file >&2; exit 1",
	"a=…/y", "/opt", "…/b/", "https://e.invalid/a/b", "x/y/z"] and .stdout == "/usr/share\n"
	and .environment.variables.RUSTFLAGS == "-L…/lib"
	and .errors == ["CBKB002: the benchmark failed with status 1: no …/file"]'
t_jq "keys are sorted" '[paths] == [paths] and (keys_unsorted == keys) and (.environment | keys_unsorted == keys)'
t_ok "started_at is now" test "$(($(date +%s) - $(jq -r '.started_at | fromdate' "$W/out")))" -lt 60
t_run bench-exec -q -- sh -c 'kill -SEGV $$'
t_jq "a command that dies of a signal" '.exit == null and .signal == 11 and .errors == ["CBKB002: the benchmark was killed by SIGSEGV"]'
t_run bench-exec -q -- printf '%s|' a 'b c' '' '*'
t_jq "arguments arrive as they are" '.stdout == "a|b c||*|"'
t_run sh -c 'echo not for us | bench-exec -q -- cat; cat'
t_jq "stdin is not read, the command's is /dev/null" '.stdout == ""'
t_run sh -c 'echo "not for us" | { bench-exec -q -- true >/dev/null; cat; }'
t_exp "whoever comes after has it" 0 'not for us' ''
t_run bench-exec -q -- sh -c 'echo "$PERF$GENERATE_JSON_REPORT"'
t_jq "PERF and GENERATE_JSON_REPORT are set" '.stdout == "11\n" and .environment.variables == {GENERATE_JSON_REPORT: "1", PERF: "1"}'
t_run bench-exec -q --no-perf --no-enterprise -e A=1 -e B=x=y -e A=2 -- sh -c 'echo "$PERF$GENERATE_JSON_REPORT-$A-$B"'
t_jq "or not; and -e" '.stdout == "-2-x=y\n" and .config.perf_mode == false and .config.enterprise_mode == false'
mkdir -p sub
t_run bench-exec -q -C sub -- sh -c 'touch here; pwd'
t_jq "-C" '.stdout == "./sub\n"'
t_ok "-C: it ran there" test -f sub/here
t_run bench-exec -q -- sh -c 'cut -d" " -f6 /proc/self/stat; echo $$'
t_jq "a session of its own" '.stdout | split("\n") | .[0] == .[1]'
t_run bench-exec -- no-such-program
t_exp "no such program" 4 '' "bench-exec: can't find the program 'no-such-program'"
t_run bench-exec -- ./config
t_exp "a directory" 4 '' "bench-exec: can't find the program './config'"
printf '\177nonsense' >binary
chmod +x binary
t_run bench-exec -e PATH=/nowhere -- sh
t_exp "PATH is the command's" 4 '' "bench-exec: can't find the program 'sh'"
printf '#!/no/such/interpreter\n' >orphan
chmod +x orphan
NO_WAY_BACK='under valgrind an execve that begins does not return'
if [ -n "${BENCHLINE_VALGRIND:-}" ]; then
	t_skip "no such interpreter" "$NO_WAY_BACK"
else
	t_run bench-exec -- ./orphan
	t_exp "no such interpreter" 4 '' "bench-exec: can't run './orphan': No such file or directory"
fi

echo "# job documents"
t_job() { # NAME RC OUT ERR TEXT
	printf '%s' "$5" >job.json
	t_run bench-exec <job.json
	t_exp "job: $1" "$2" "$3" "$4"
}
t_job "complete" 0 '*' '1 2 <> ./sub' \
	'{"command": ["sh", "-c", "echo $A $B \"<$HOME>\" $(pwd)"], "env": {"A": "1", "B": "2", "HOME": null}, "cwd": "sub", "timeout_seconds": 7.5, "extra": []}'
t_jq "job: its time limit" '.config.timeout_seconds == 7.5'
t_run bench-exec -q -t 9 -e A=3 -C . <job.json
t_jq "job: options go over it" '.config.timeout_seconds == 9 and .stdout == "3 2 <> .\n"'
t_job "truncated" 3 '' '~^bench-exec: CBKB003: .*, line 1 column 13 \(standard input\) $' '{"command": '
t_job "duplicate key" 3 '' '~^bench-exec: CBKB003: .*duplicate.* \(standard input\) $' '{"command": ["true"], "command": ["true"]}'
t_job "an array" 3 '' '~^bench-exec: CBKB003: expected a job, an object, got an array \(standard input\) $' '[]'
t_job "wrong type" 3 '' "~^bench-exec: CBKB003: expected an array at '/command', got a string \(standard input\) $" '{"command": "true"}'
t_job "wrong type below" 3 '' "~^bench-exec: CBKB003: expected a string at '/command/1', got a number \(standard input\) $" '{"command": ["true", 1]}'
t_job "wrong type in env" 3 '' "~^bench-exec: CBKB003: expected a string at '/env/A', got a boolean \(standard input\) $" '{"env": {"A": true}}'
t_job "no variable's name" 3 '' "~^bench-exec: CBKB003: expected the name of a variable in '/env', got 'A=\?::error::x' \(standard input\) $" '{"env": {"A=\n::error::x": "1"}}'
t_job "empty command" 3 '' "~^bench-exec: CBKB003: expected a command at '/command', got an empty array \(standard input\) $" '{"command": []}'
t_job "empty program" 3 '' "~^bench-exec: CBKB003: expected a program at '/command/0', got an empty string \(standard input\) $" '{"command": [""]}'
t_job "no time" 3 '' "~^bench-exec: CBKB003: expected more than 0, up to 100000000, at '/timeout_seconds' \(standard input\) $" '{"timeout_seconds": 0}'
t_job "more time than there is" 3 '' "~^bench-exec: CBKB003: expected more than 0, up to 100000000, at '/timeout_seconds' " '{"timeout_seconds": 1e300}'
t_job "a NUL" 3 '' '~^bench-exec: CBKB003: .*\(standard input\) $' '{"command": ["a\u0000b"]}'
t_job "no such directory" 2 '' "bench-exec: there is no directory 'gone'" '{"command": ["true"], "cwd": "gone"}'
t_job "hostile names" 4 '' "bench-exec: can't find the program '?::error::?[31m|<b>'" '{"command": ["\n::error::\u001b[31m|<b>"]}'
python3 -c 'import json; print(json.dumps({"command": ["true", "x" * 100000]}))' >job.json
t_run bench-exec -q <job.json
t_jq "job: a long argument" '.exit == 0 and (.command[1] | length) == 100000'
python3 -c 'import json; print(json.dumps({"command": ["true", "x" * 1000000]}))' >job.json
if [ -n "${BENCHLINE_VALGRIND:-}" ]; then
	t_skip "job: an argument that no system takes" "$NO_WAY_BACK"
else
	t_run bench-exec -q <job.json
	t_exp "job: an argument that no system takes" 4 '' "bench-exec: can't run 'true': Argument list too long"
fi
python3 -c 'import json; print(json.dumps({"command": ["<b>|`\n::error::\x1b[1m" * 50000]}))' >job.json
t_run bench-exec -q <job.json
t_exp "job: 1 MB of hostile name" 4 '' "~^bench-exec: can't find the program '<b>\|\`\?::error::\?\[1m[^[:cntrl:]]{100,520} $"

echo "# cargo, a double that tells how it was called"
mkdir -p tools crate
cat >tools/cargo <<'X'
#!/bin/sh
all=$*
case "$1" in +*) shift ;; esac
case "$1" in
--version) echo "${CARGO_SAYS:-cargo 1.95.0 (abc 2026-03-21)}"; exit ;;
metadata) [ -n "${METADATA:-}" ] && printf '%s' "$METADATA"; exit ;;
esac
printf '%s\n' "$all" >>"$CALLS"
case " $* " in
*' --no-run '*) echo 'Compiling x' >&2; [ -z "${BUILD_FAILS:-}" ] || { echo 'error: could not compile' >&2; exit 101; }
	[ -z "${BUILD_HANGS:-}" ] || sleep 60 ;;
*) echo 'x time: [1 ns 1 ns 1 ns]' ;;
esac
X
printf '#!/bin/sh\ncase $1 in +*) shift; esac\necho "${RUSTC_SAYS:-rustc 1.95.0 (def 2026-04-14)}"\n' >tools/rustc
chmod +x tools/cargo tools/rustc
CALLS=$W/calls
# shellcheck disable=SC2089
METADATA="{\"packages\":[{\"name\":\"copybook-bench\",\"manifest_path\":\"$W/crate/Cargo.toml\"},{\"name\":\"other\",\"manifest_path\":\"$W/x/Cargo.toml\"}],\"target_directory\":\"$W/crate/target\"}"
# shellcheck disable=SC2090
export CALLS METADATA
plain=$PATH
PATH=$W/tools:$PATH
mkdir -p crate/target/criterion
: >calls
t_run bench-exec -q </dev/null
t_is "the default, built first" "$(cat calls)" "bench -p copybook-bench --no-run
bench -p copybook-bench"
t_jq "its document" '.exit == 0 and .command == ["cargo", "bench", "-p", "copybook-bench"] and .phase == "run"
	and .build.exit == 0 and .build.seconds > 0 and .build.max_rss_bytes > 0 and .errors == []
	and .environment.optimization_level == "release" and .environment.rust_version == "rustc 1.95.0 (def 2026-04-14)"
	and .environment.cargo_version == "cargo 1.95.0 (abc 2026-03-21)" and .criterion_home == "crate/target/criterion"
	and .stderr == "Compiling x\n"'
calls() { # NAME CALLS ARGUMENT…
	t_name=$1 t_want=$2
	shift 2
	: >calls
	t_run bench-exec -q "$@"
	t_is "$t_name" "$(cat calls)" "$t_want"
}
calls "--baseline-id: every bench target, and only these" "bench -p copybook-bench --bench * --no-run
bench -p copybook-bench --bench * -- --save-baseline main" --baseline-id main -- cargo bench -p copybook-bench
t_jq "--baseline-id is recorded, and the command as it was run" '.config.baseline_id == "main"
	and .command == ["cargo", "bench", "-p", "copybook-bench", "--bench", "*", "--", "--save-baseline", "main"]'
calls "--baseline-id: a choice of targets stands" "bench --bench slo --no-run
bench --bench slo -- --noplot --save-baseline x y" --baseline-id 'x y' -- cargo bench --bench slo -- --noplot
calls "toolchain, options before the command, profile" "+nightly --config a=b bench --profile=fat filter --no-run
+nightly --config a=b bench --profile=fat filter" -- cargo +nightly --config a=b bench --profile=fat filter
t_jq "the profile" '.environment.optimization_level == "fat"'
calls "--no-run is not measured twice" "bench --no-run" -- cargo bench --no-run
calls "cargo test is not cargo bench" "test bench" -- cargo test bench
t_jq "no build, no level" '.build == null and .environment.optimization_level == null'
t_run bench-exec -q --baseline-id a -- cargo bench -- --save-baseline b
t_exp "a baseline named twice" 2 '' 'bench-exec: --baseline-id and --save-baseline say the same'
t_run env BUILD_FAILS=1 bench-exec -q -- cargo bench -p copybook-bench
t_jq "a build that fails is data" '.phase == "build" and .exit == 101 and .build.exit == 101 and .resources == null
	and .errors == ["CBKB002: the build failed with status 101: error: could not compile"]'
t_run env BUILD_HANGS=1 bench-exec -q -t 0.5 --grace 1 -- cargo bench -p copybook-bench
t_jq "the time limit covers the build" '.phase == "build" and .timed_out
	and .errors == ["CBKB001: benchmark execution timeout: the build was stopped after 0.5 s"]'
t_run bench-exec -q -- cargo bench -p nowhere
t_jq "a package that is not there" '.errors == ["CBKB002: nowhere package not found"]'
t_run env CRITERION_HOME=../sub bench-exec -q -- cargo bench -p copybook-bench
t_jq "CRITERION_HOME is seen from the package" '.criterion_home == "sub"'
t_run env CARGO_TARGET_DIR="$W/crate/target" bench-exec -q -- true
t_jq "CARGO_TARGET_DIR" '.criterion_home == "crate/target/criterion"'
t_run bench-exec -q -- true
t_jq "no tree, no criterion_home" '.criterion_home == null'

echo "# --check"
t_run bench-exec --check
t_is "--check: all there" "$rc" 0
t_jq "--check: its document" '.schema == "benchline/check/1" and .errors == [] and (.notes | type) == "array"'
: >calls
t_run bench-exec --check -q
t_is "--check runs nothing, -q says nothing" "$(cat calls "$W/err")" ""
t_run env METADATA= bench-exec --check -q
t_is "--check: no package is a no" "$rc" 1
t_jq "--check: and says so" '.errors == ["CBKB002: copybook-bench package not found"]'
t_run env METADATA='{"packages": 3' bench-exec --check -q
t_jq "--check: metadata that is none" '.errors == ["CBKB002: copybook-bench package not found"]'
t_run env RUSTC_SAYS='rustc 1.9.0 (x)' bench-exec --check -q
t_jq "--check: an old compiler" '.warnings | index("rustc 1.9.0 (x) is older than min_rust_version 1.90") != null'
mkdir bare && for p in sh env git uname; do ln -s "$(PATH=$plain command -v $p)" bare/$p; done
ln -s "$(PATH=$plain command -v bench-exec)" bare/
t_run env PATH="$W/bare" bench-exec --check
t_exp "--check: no cargo" 1 '*' '~^bench-exec: error: Cargo not available '
t_run env PATH="$W/bare" bench-exec -- cargo bench
t_exp "a run: no cargo" 4 '' 'bench-exec: Cargo not available'
cp tools/cargo bare/cargo
t_run env PATH="$W/bare" bench-exec --check
t_exp "--check: no rustc" 1 '*' '~^bench-exec: error: Rust toolchain not available '
t_run env PATH="$W/bare" bench-exec -- cargo bench
t_exp "a run: no rustc" 4 '' 'bench-exec: Rust toolchain not available'
t_run bench-exec --check -q -- no-such-program
t_is "--check: no such program" "$rc" 1
PATH=$plain

echo "# git"
git init -q repo && cd repo && git -c user.name=x -c user.email=x@x commit -q --allow-empty -m x && git branch -m trunk
echo a >a && git add a && git -c user.name=x -c user.email=x@x commit -q -m a
t_run bench-exec -q -- true
t_jq "commit and branch" ".git == {branch: \"trunk\", commit: \"$(git rev-parse HEAD)\", dirty: false}"
echo b >a
echo untracked >u
git checkout -q --detach
t_run bench-exec -q -- true
t_jq "dirty, detached" '.git.dirty and .git.branch == null'
t_run env GITHUB_REF_NAME=main bench-exec -q -- true
t_jq "CI tells the branch" '.git.branch == "main"'
cd "$W" || exit 1
t_run env GIT_CEILING_DIRECTORIES="${W%/*}" bench-exec -q -- true
t_jq "no repository" '.git == {branch: null, commit: null, dirty: null}'

echo "# time limits and signals: nobody is left"
cat >stubborn.py <<'X'
import os, signal, sys, time
for s in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
    signal.signal(s, signal.SIG_IGN)
def tell():
    with open("pids", "a") as f:
        f.write("%d\n" % os.getpid())
def stay():
    tell()
    while True:
        time.sleep(60)
for leave in (False, True, True):
    if os.fork() == 0:
        if leave:
            os.setsid()
            if os.fork():
                os._exit(0)
        stay()
print("forked", flush=True)
stay()
X
alive() { # how many of ./pids are
	n=0
	while read -r p; do [ ! -d "/proc/$p" ] || n=$((n + 1)); done <pids
	echo $n
}
rm -f pids
t_run bench-exec -q -t 4 --grace 0.3 -- python3 stubborn.py
t_is "a time limit is status 0" "$rc" 0
t_jq "timed_out, what was captured, CBKB001" '.timed_out and .signal == 9 and .stdout == "forked\n"
	and .errors == ["CBKB001: benchmark execution timeout: the benchmark was stopped after 4 s"]
	and .wall_seconds > 4.2 and .wall_seconds < 14'
t_is "4 processes, forked, TERM ignored, sessions of their own: none is left" "$(wc -l <pids):$(alive)" 4:0
# A shell ignores INT for what it starts in the background; env undoes that.
interrupted() { # SIGNAL NUMBER COMMAND…
	s=$1 num=$2
	shift 2
	rm -f pids started
	env --default-signal="$s" bench-exec -q --grace 0.3 -- "$@" >"$W/out" 2>"$W/err" &
	p=$!
	while [ ! -e started ] && [ ! -s pids ]; do sleep 0.02; done
	sleep 0.2
	kill -"$s" $p
	wait $p 2>/dev/null
	t_is "SIG$s: it dies of the same signal" "$?" $((128 + num))
	t_jq "SIG$s: the document is complete" ".interrupted_by == \"SIG$s\" and .timed_out == false
		and (.errors == [\"CBKB001: the benchmark was stopped by SIG$s\"])"
}
interrupted INT 2 sh -c 'touch started; sleep 60'
t_jq "TERM is enough where it is heeded" '.signal == 15'
interrupted TERM 15 sh -c 'touch started; sleep 60'
interrupted HUP 1 sh -c 'touch started; sleep 60'
interrupted TERM 15 python3 stubborn.py
t_is "TERM: none is left" "$(wc -l <pids):$(alive)" 4:0
t_run bench-exec -q -- sh -c 'echo $$ >pids; setsid sleep 60 & echo $! >>pids; echo done'
t_jq "what outlives the command is stopped, and said" '.exit == 0 and .stdout == "done\n"
	and .warnings - .environment.meanwhile.disturbances == ["1 process that outlived the benchmark had to be stopped"]'
t_is "and is gone" "$(alive)" 0
t_run bench-exec -q -t 1 -- sh -c 'kill -STOP $$'
t_jq "a stopped process is stopped for good" '.timed_out and .signal == 15'
t_run bench-exec -q -t 0.2 -- sh -c 'trap "echo bye; exit 4" TERM; while :; do sleep 0.05; done'
t_jq "who ends well on TERM may" '.timed_out and .exit == 4 and (.stdout | startswith("bye"))'
t_run sh -c 'trap "" HUP; bench-exec -q -- sh -c "kill -HUP \$PPID; echo on" '
t_jq "under nohup a hangup is none" '.exit == 0 and .stdout == "on\n" and .interrupted_by == null'

echo "# what is captured"
t_run bench-exec -q -- printf 'a\377b\303(\342\202\000\360\237\230\200 \355\240\200'
t_jq "invalid UTF-8 and NUL" '.stdout == "a\ufffdb\ufffd(\ufffd\ufffd\ufffd\ud83d\ude00 \ufffd\ufffd\ufffd" and .capture.stdout.invalid_bytes == 8'
t_run bench-exec -q -m 64K -- sh -c 'yes "0123456789 abcdefghijklmnopqrstuvwxyz" | head -n 100000 | nl'
t_jq "head and tail at whole lines, the cut marked" '.stdout as $s | .capture.stdout as $c | ($s | length) <= 65700
	and ($s | startswith("     1\t0123456789 abc")) and ($s | endswith("100000\t0123456789 abcdefghijklmnopqrstuvwxyz\n"))
	and ($s | [match("\n\\[bench-exec: [0-9]+ bytes cut\\]\n"; "g")] | length) == 1
	and ($s | split("\n") | all(. == "" or test("^ *[0-9]+\t0123456789 abcdefghijklmnopqrstuvwxyz$|^\\[bench-exec: ")))
	and $c.bytes == 4500000
	and $c.bytes == (($s | length) - ($s | capture("(?<m>\\[bench-exec: [0-9]+ bytes cut\\]\n)").m | length) + $c.cut_bytes)
	and .warnings - .environment.meanwhile.disturbances == ["\($c.cut_bytes) bytes of the standard output were cut"]'
t_run bench-exec -q -m 64K -- sh -c 'head -c 60000 /dev/zero | tr "\0" "\033"'
t_jq "the bound is of the document, not of the bytes" '(.stdout | length) < 11000 and .capture.stdout.cut_bytes > 49000'
t_ok "so the document is bounded" test "$(wc -c <"$W/out")" -lt 80000
t_run bench-exec -q -- sh -c 'head -c 5000000 /dev/zero | tr "\0" x; head -c 5000000 /dev/zero | tr "\0" y >&2'
t_jq "8 MiB are kept" '(.stdout | length) == 5000000 and (.stderr | length) == 5000000 and .warnings - .environment.meanwhile.disturbances == []'
secret=correct-horse-battery
t_run env MY_TOKEN=$secret db_password="line one here
line two here" SHORT_KEY=abc bench-exec -q -e A_SECRET=sesame-open -- sh -c \
	'echo "$MY_TOKEN;$db_password;$A_SECRET;$SHORT_KEY"; echo "ghp_0123456789abcdefABCDEF!"; echo AKIAIOSFODNN7EXAMPLE glpat-abcdefgh xoxb-1234-5678 xghp_abcdefgh
		printf corr; sleep 0.2; printf %s ect-horse-; sleep 0.2; echo battery' "$secret"
t_jq "secrets are masked, also in pieces and in the command" '.stdout == "***;***\n***;***;abc\n***!\n*** *** *** xghp_abcdefgh\n***\n"
	and .command[-1] == "***" and .capture.stdout.masked_secrets == 9'
t_is "secrets: nowhere in the document" "$(grep -c "$secret" "$W/out")" 0
t_run env MY_TOKEN=$secret bench-exec -- sh -c 'echo $MY_TOKEN >&2'
t_exp "secrets: nor in the log" 0 '*' '***'
t_run env MY_TOKEN=$secret bench-exec -- "./$secret"
t_is "secrets: nor in a message" "$rc:$(grep -c "$secret" "$W/err")" 4:0
mkdir -p home/someone/project/deep && cd home/someone/project || exit 1
here=$PWD
t_run env HOME="$W/home/someone" bench-exec -q -- sh -c "printf '%s\n' $here $here/x ${here}s $here.old $here. '-L$here/lib' /mnt$here file://$here/y \
	$W/home/someone $W/home/someone/.cargo '\`$here/z\`' $W/home/someoneelse"
t_jq "paths: at their boundaries, longest first" ".stdout == \".\n./x\n~/projects\n~/project.old\n..\n-L./lib\n/mnt$here\nfile://./y\n~\n~/.cargo\n\`./z\`\n$W/home/someoneelse\n\""
cd "$W" || exit 1
t_run env HOME=/root bench-exec -q -- echo /root/x
t_jq "paths: one component is no path" '.stdout == "/root/x\n"'
t_is "no host name, no user name" "$(jq -r 'del(.stdout, .stderr, .environment.virtualization) | tostring' "$W/out" | grep -c -e "\"$(uname -n)\"" -e "\"$(id -un)\"")" 0

echo "# the live output"
t_run bench-exec -- sh -c 'echo one; echo two >&2'
t_is "both streams, live" "$(sort "$W/err")" "one
two"
t_run bench-exec -q -- sh -c 'echo one; echo two >&2'
t_is "-q: nothing" "$(cat "$W/err")" ""
t_run sh -c 'bench-exec -- sh -c "echo one; sleep 0.3; echo two" 2>&1 >doc.json | head -n 1'
t_exp "whoever looks on may go" 0 one ''
t_is "and the run goes on" "$(jq -c '[.exit, .stdout]' doc.json)" '[0,"one\ntwo\n"]'
t_run sh -c '{ bench-exec -t 1 -- sh -c "head -c 3000000 /dev/zero | tr \"\\0\" x" 2>&1 >doc.json; echo >done; } | { while [ ! -e done ]; do sleep 0.1; done; wc -c; }'
t_jq "a reader that stalls can't keep the time limit waiting" '. >= 65536'
t_is "the limit came first" "$(jq -c '.timed_out' doc.json)" true
cat >terminal.py <<'X'
import pty
pty.spawn(["sh", "-c", "bench-exec -- sh -c 'echo \"Benchmarking x: Analyzing\"; sleep 1.3; echo end' >tty.json"])
X
t_run python3 terminal.py </dev/null
t_line=$(tr '\r\033' '@E' <"$W/out")
t_ok "a terminal gets a line with counts, erased before output" sh -c 'printf "%s" "$1" | grep -q "@E\[Kbench-exec: 1 benchmark done, 0:01 elapsed, 29:5[0-9] to the time limit"' - "$t_line"
t_is "and the document has none of it" "$(jq -r .stdout tty.json)" "Benchmarking x: Analyzing
end"

echo "# the machine"
t_run bench-exec -q -- true
sum=$(jq -j '.environment | "\(.arch)\n\(.cpu_model // "")\n\(.cpu_cores)\n\(.optimization_level // "")\n"' "$W/out" | sha256sum | cut -c1-16)
t_jq "the fingerprint is the documented one" ".environment.fingerprint == \"$sum\""
t_jq "facts" ".environment.arch == \"$(uname -m)\" and .environment.kernel == \"$(uname -r)\" and .environment.platform == \"linux\"
	and .environment.cpu_cores == $(nproc) and .environment.memory_bytes == $(($(awk '/MemTotal/ {print $2}' /proc/meminfo) * 1024))
	and (.environment.load_before >= 0) and (.environment.load_after >= 0)"
t_run bench-exec -q -- sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done'
t_jq "CPU time is the child's" '.resources.user_seconds > 0.02 and .resources.user_seconds < 20'
t_run bench-exec -q -- python3 -c 'x = bytearray(150 << 20)'
t_jq "peak RSS is the child's" '.resources.max_rss_bytes > 150 * 1048576 and .resources.max_rss_bytes < 200 * 1048576'
if python3 -c 'import jsonschema' 2>/dev/null; then
	validate() { python3 -c 'import json, sys, jsonschema
jsonschema.Draft202012Validator(json.load(open(sys.argv[1]))).validate(json.load(open(sys.argv[2])))' "$TOP/config/schema/run.schema.json" "$1"; }
	for doc in "$W/out" doc.json; do t_ok "the schema holds: ${doc##*/}" validate "$doc"; done
	jq '.exit = -1' doc.json >bad.json
	t_is "and refuses what it should" "$(validate bad.json 2>/dev/null && echo yes)" ""
else
	t_skip "the schema holds" "no python3-jsonschema"
fi

echo "# descriptors"
t_run sh -c 'bench-exec -q -- true >/dev/full'
t_exp "/dev/full" 4 '' "bench-exec: can't write standard output: No space left on device"
t_run sh -c 'bench-exec -q -- true >&-'
t_exp "stdout closed" 4 '' "~^bench-exec: can't write standard output: "
t_run sh -c 'bench-exec -q -- sh -c "echo out; echo err >&2" <&- 2>&-'
t_jq "stdin and stderr closed" '.stdout == "out\n" and .stderr == "err\n"'
t_run sh -c 'PATH=$W/tools:$PATH; bench-exec -q <&-'
t_jq "stdin closed: the default" '.command == ["cargo", "bench", "-p", "copybook-bench"]'
t_run bash -c 'set -o pipefail; bench-exec -q -- sh -c "head -c 300000 /dev/zero | tr \"\\0\" x" | head -c 1 >/dev/null'
t_is "a closed pipe" "$rc" 141
t_done
