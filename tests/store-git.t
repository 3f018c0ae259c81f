#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# A branch of a git remote as the store: the first run, races, bare remotes,
# shallow clones, the user's repository untouched, credentials git's business.
# serves: AC5, AC9, AC10
. "${0%/*}/tap.sh"
. "$TOP/tests/store.sh"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export TMPDIR="$W"
t_tmp() { ls -d "$W"/benchline-store.* 2>/dev/null | wc -l | tr -d ' '; }

git init -q --bare remote.git
doc 4.2 570 >in

# --- the first run, and the next ---
t_run baseline-promote -q --git "$W/remote.git" <in
t_exp 'the first run: no branch yet' 0 '*' ''
t_jq 'promoted' '._metadata.baseline | .promoted and .record.seq == 1'
t_is 'the files stand at the root of perf-history' "$(git -C remote.git ls-tree -r --name-only perf-history | tr '\n' ' ')" \
	'baseline.json baselines/0123456789abcdef.json history.jsonl '
t_is 'the stored bytes are ours' "$(git -C remote.git show perf-history:baseline.json | sha256sum)" "$(sha256sum <out)"
t_run baseline-promote -q --git "file://$W/remote.git#perf-history" <in
t_jq 'the second, over file://' '._metadata.baseline | .promoted and .record.seq == 2 and .previous != null'
t_is 'a commit each' "$(git -C remote.git log --format=%s perf-history | tr '\n' ';')" \
	'promote: 111111111111;promote: 111111111111;'
t_is 'commits name nobody' "$(git -C remote.git log --format='%an %ae %cn' perf-history | sort -u)" \
	'baseline-promote baseline-promote@localhost baseline-promote'
t_ok 'the remote is sound' git -C remote.git fsck --strict
t_run baseline-promote --git "$W/remote.git" --verify
t_exp 'verify' 0 '*' ''
t_jq 'two records' '.verified and .records == 2'
t_run baseline-promote --git "$W/remote.git" --log
t_is 'log' "$(sha256sum <out)" "$(git -C remote.git show perf-history:history.jsonl | sha256sum)"
t_run baseline-promote --git "$W/remote.git" --trends
t_jq 'trends' '.verified and (.groups | length) == 1'
t_run baseline-promote --git "$W/remote.git" --checkpoint --origin o
t_exp 'checkpoint' 0 '~^o 2 ' ''
t_run baseline-promote --git "$W/remote.git" -n <in
t_is 'a dry run pushes nothing' "$(git -C remote.git rev-list --count perf-history)" 3
doc 3.0 300 bad >bad
t_run baseline-promote -q --git "$W/remote.git" <bad
t_is 'a refusal is pushed' "$rc $(git -C remote.git log -1 --format=%s perf-history)" '1 refuse: bad'
doc 4.2 570 x '._metadata.git_branch = "feature"' >feature
t_run baseline-promote -q --git "$W/remote.git" <feature
t_is 'what is not main.s is not' "$rc $(git -C remote.git rev-list --count perf-history)" '1 4'
git -C remote.git show perf-history:history.jsonl >ledger
t_run slo-check -q -b none.json -H ledger <in
t_is 'slo-check reads it through git show' "$(jq -r ._metadata.slo.status out)" WARN

# --- inside a repository: names, work tree, index ---
git init -q -b main work
(
	cd work || exit
	git config user.name U && git config user.email u@example.org
	echo one >file && git add file && git commit -qm one
	echo two >file && echo new >untracked && echo staged >staged && git add staged
	git remote add origin ../remote.git
)
state() { (cd work && git status --porcelain && git rev-parse HEAD && git for-each-ref && find .git -type f | sort && cat .git/config .git/index) | sha256sum; }
before=$(state)
t_run sh -c 'cd work && baseline-promote -q --git origin' <in
t_exp 'a remote by its name' 0 '*' ''
t_is 'nothing in the repository or work tree has changed' "$(state)" "$before"
mkdir work/deep
t_run sh -c 'cd work/deep && baseline-promote -q --git origin' <in
t_exp 'from a directory below' 0 '*' ''
git -C work config remote.origin.url "$W/nowhere.git"
git -C work config url."$W/remote.git".insteadOf "$W/nowhere.git"
t_run sh -c 'cd work && baseline-promote -q --git origin' <in
t_exp 'URL rewriting of the repository holds' 0 '*' ''
printf '#!/bin/sh\nexit 1\n' >work/.git/hooks/pre-push
chmod +x work/.git/hooks/pre-push
git -C work config core.hooksPath "$W/work/.git/hooks"
git -C work config core.autocrlf true
t_run sh -c 'cd work && baseline-promote -q --git origin' <in
t_exp 'hooks and line-end settings do not matter' 0 '*' ''
t_ok 'the ledger verifies' sh -c "baseline-promote --git '$W/remote.git' --verify"
git clone -q --depth 1 "file://$W/remote.git" -b perf-history shallow
t_run sh -c 'cd shallow && baseline-promote -q --git origin' <in
t_exp 'in a shallow clone' 0 '*' ''
t_run sh -c "cd work && GIT_DIR=$W/work/.git GIT_INDEX_FILE=$W/work/.git/index baseline-promote -q --git '$W/remote.git'" <in
t_exp 'under GIT_DIR, as in a hook' 0 '*' ''
# settings that a checkout puts into a file of its own
printf '[url "%s"]\n\tinsteadOf = store:\n' "$W/remote.git" >credentials
git -C work config includeIf."gitdir:$W/work/.git".path "$W/credentials"
git -C work config includeIf."gitdir:$W/work/.git/".path "$W/credentials"
t_run sh -c 'cd work && baseline-promote -q --git store:' <in
t_exp 'conditional includes hold too' 0 '*' ''

# --- a bare token remote ---
t_run baseline-promote -q --git "https://x-access-token:ghs_secretsecret@127.0.0.1:1/o/r.git" <in
t_exp 'a remote that can.t be reached' 5 '' '~^baseline-promote: CBKB006: can.t reach the store: '
t_ok 'the token of the URL is in no message' sh -c '! grep -q secret err'

# --- over HTTP, a password in the URL: it works, and no argument shows it ---
git init -q --bare http.git
canary=CANARY$$ # other runs of this test have their own
python3 "$TOP/tests/git_http.py" "$W" "me:p@ss/$canary" $canary >port 2>server.err &
server=$!
trap 'kill "$server" 2>/dev/null; t_end' EXIT
i=0
until [ -s port ] || [ $i -gt 100 ]; do
	i=$((i + 1))
	sleep 0.1
done
at=127.0.0.1:$(cat port)
unseen() { # NAME: no process' arguments hold the secret
	if [ -n "${BENCHLINE_VALGRIND:-}" ]; then
		t_skip "$1" "valgrind's own arguments stay"
	else
		t_is "$1" "$(cat seen)" ''
	fi
}
at_http() { # NAME SEQ REMOTE
	: >seen
	(cd work && exec baseline-promote -q --git "$3") <in >out 2>err
	rc=$?
	t_exp "$1" 0 '*' ''
	t_jq "$1: recorded" "._metadata.baseline.record.seq == $2"
	unseen "$1: no argument shows it"
}
git -C work config core.autocrlf false
at_http 'a URL with a password' 1 "http://me:p%40ss%2F$canary@$at/http.git"
t_is 'the server was asked without it first, then with it' "$(awk '{ print $3 }' requests | sort -u | tr '\n' ' ')" '- Basic '
git -C work remote add paid "http://me:p%40ss%2f$canary@$at/http.git"
at_http 'a remote whose URL has one' 2 paid
git -C work remote add free "http://$at/http.git"
git -C work config url."http://me:p%40ss%2F$canary@$at/".insteadOf "http://$at/"
at_http 'a URL that is rewritten to have one' 3 free
at_http 'such a URL itself' 4 "http://$at/http.git"
git -C work config --unset url."http://me:p%40ss%2F$canary@$at/".insteadOf
git -C work config url."http://me:p%40ss%2F$canary@$at/".insteadOf push:
git -C work config remote.free.pushurl push:http.git
git -C work config remote.free.url "$W/http.git"
: >requests
at_http 'only to push with' 5 free
t_ok '… it was pushed there' grep -q 'POST /http.git/git-receive-pack Basic' requests
git -C work remote add there "http://me:p%40ss%2F$canary@$at/http.git"
git -C work config remote.there.pushurl "$W/http.git"
git -C work config http.userAgent 'of the settings'
: >requests
at_http 'only to fetch with' 6 there
t_is '… it was fetched there, with what else is set' "$(sed 's/.* \(Basic\|-\) //' requests | sort -u)" 'of the settings'
t_is '… and not pushed' "$(grep -c receive-pack requests)" 0
git -C work config --unset remote.free.pushurl
git -C work config remote.free.url "http://me@$at/http.git"
git -C work config credential.helper "!f() { grep -q username=me && cat '$W/helped'; }; f"
echo "password=p@ss/$canary" >helped
at_http 'a user, whose password a helper knows' 7 free
git -C work config --unset credential.helper
t_run baseline-promote -q --git "http://me:wrong$canary@$at/http.git" <in
t_exp 'a wrong password' 5 '' '~^baseline-promote: CBKB006: can.t reach the store: Authentication failed for .http://127'
unseen 'no argument shows it either'
kill "$server"

# A git that looks at who called it.
mkdir fake
cat >fake/git <<'EOF'
#!/bin/sh
{ tr '\0' ' ' <"/proc/$PPID/cmdline" && echo "$@"; } >>"$SAID"
exit 1
EOF
chmod +x fake/git
t_run env SAID="$W/said" PATH="$W/fake:$PATH" baseline-promote -q --git "http://me:$canary@$at/http.git#b" <in
[ -n "${BENCHLINE_VALGRIND:-}" ] || t_is 'our own arguments do not show it' \
	"$(grep -c 'baseline-promote -q --git http://\*@127.*#b' said) $(grep -c $canary said)" "$(grep -c . said) 0"

# --- a git that talks without end ---
cat >fake/git <<'EOF'
#!/bin/sh
case $1 in ls-remote) exec cat /dev/zero ;; esac
exec "$GIT" "$@"
EOF
t_run env GIT="$(command -v git)" PATH="$W/fake:$PATH" "$BUILD/tests/timed" usage "$BIN/baseline-promote" -q --git "$W/http.git" <in
t_exp 'a git that talks without end' 4 '' 'baseline-promote: can'\''t read what git says'
read -r _ _ rss _ <usage
t_ok 'within the memory' test "$rss" -le 65536

# --- errors ---
t_run baseline-promote -q --git "$W/none.git" <in
t_exp 'no such remote' 5 '' '~^baseline-promote: CBKB006: can.t reach the store: .*none.git'
for w in '#x' 'a#b c' 'a#-x' 'a#x..y' '-o#x' 'a#x^'; do
	t_run baseline-promote -q --git "$w" <in
	t_exp "--git '$w'" 2 '' '~the store is not REMOTE or REMOTE#BRANCH'
done
cat >remote.git/hooks/pre-receive <<'EOF'
#!/bin/sh
echo 'no changes today' >&2
exit 1
EOF
chmod +x remote.git/hooks/pre-receive
t_run baseline-promote -q --git "$W/remote.git" <in
t_exp 'a remote that refuses' 5 '' '~CBKB006: can.t push the store: \[remote rejected\] \(pre-receive hook declined\)'
rm remote.git/hooks/pre-receive
mkdir path
t_run env PATH="$W/path" "$BIN/baseline-promote" -q --git "$W/remote.git" <in
t_exp 'no git' 4 '' '~git not found'
git -C remote.git show perf-history:history.jsonl >good
t_run sh -c 'git clone -q remote.git broken -b perf-history && cd broken && sed -i "2s/4\.2/4.3/" history.jsonl &&
	git -c user.name=x -c user.email=x@y commit -qam broken && git push -q'
t_run baseline-promote -q --git "$W/remote.git" <in
t_exp 'a ledger that was changed on the branch' 1 '*' '~CBKB006: the ledger does not verify'
t_is 'is not pushed to' "$(git -C remote.git log -1 --format=%s perf-history)" broken
# --- a branch that holds links ---
mkdir victim
linked() { # NAME LINK TARGET: a branch of one record, with that link on it
	rm -rf linked linked.git
	git init -q --bare linked.git
	baseline-promote -q --git "$W/linked.git" <in >/dev/null
	git clone -q -b perf-history linked.git linked
	(cd linked && rm -rf "$2" && ln -s "$3" "$2" && git add -A &&
		git -c user.name=x -c user.email=x@y commit -qm linked && git push -q)
}
linked baselines baselines "$W/victim"
t_run baseline-promote -q --git "$W/linked.git" <in
t_is 'a link in place of baselines: nothing is written behind it' "$rc $(ls victim)" '4 '
linked history.jsonl history.jsonl "$W/good"
t_run baseline-promote -q --git "$W/linked.git" --log
t_is 'a link in place of the ledger is a cut line' "$(cat out)" ''
linked baseline.json baseline.json "$W/victim/made"
t_run baseline-promote -q --git "$W/linked.git" <in
t_is 'a link in place of the baseline is not followed' "$(ls victim)" ''

t_is 'nothing is left in TMPDIR' "$(t_tmp)" 0

# --- races ---
race() { # NAME URL N
	r_i=0
	while [ "$r_i" -lt "$3" ]; do
		r_i=$((r_i + 1))
		baseline-promote -q --git "$2" <in >"won.$r_i" 2>&1 &
	done
	wait
	baseline-promote --git "$2" --verify >v 2>&1
	t_is "$1: all recorded, none twice" "$(jq -c '[.verified, .records]' v)" "[true,$3]"
	t_is "$1: each its own record" "$(cat won.* | jq ._metadata.baseline.record.seq | sort -n | tr '\n' ' ')" "$(seq -s ' ' "$3") "
	rm -f won.*
}
git init -q --bare race.git
race '16 promoters over file://' "file://$W/race.git#perf-history" 16
t_is 'a commit each, one line of history' "$(git -C race.git rev-list --count perf-history) $(git -C race.git rev-list --count --merges perf-history)" '16 0'
if git daemon --help >/dev/null 2>&1 || [ -x "$(git --exec-path)/git-daemon" ]; then
	git init -q --bare daemon.git
	port=$((20000 + $$ % 20000))
	git daemon --reuseaddr --listen=127.0.0.1 --port="$port" --base-path="$W" --export-all \
		--enable=receive-pack "$W" 2>/dev/null &
	daemon=$!
	i=0
	until git ls-remote "git://127.0.0.1:$port/daemon.git" >/dev/null 2>&1 || [ $i -gt 50 ]; do
		i=$((i + 1))
		sleep 0.1
	done
	r_i=0
	race_pids=
	while [ "$r_i" -lt 4 ]; do
		r_i=$((r_i + 1))
		baseline-promote -q --git "git://127.0.0.1:$port/daemon.git" <in >"won.$r_i" 2>&1 &
		race_pids="$race_pids $!"
	done
	# shellcheck disable=SC2086
	wait $race_pids
	baseline-promote --git "git://127.0.0.1:$port/daemon.git" --verify >v 2>&1
	t_is 'over a git daemon: all recorded' "$(jq -c '[.verified, .records]' v)" '[true,4]'
	kill "$daemon"
	wait "$daemon" 2>/dev/null
else
	t_skip 'over a git daemon' 'no git daemon'
fi

# --- a signal at the moment that the directory is made: it goes, too ---
if [ -z "${BENCHLINE_VALGRIND:-}${BENCHLINE_SANITIZED:-}" ]; then
	t_run sh -c 'strace -qq -o trace -e trace=mkdir -e inject=mkdir:signal=SIGTERM:when=1 baseline-promote -q --git remote.git <in'
	t_is 'ended by it' "$rc $(grep -c 'benchline-store.*= 0' trace)" '143 1'
	while [ "$(t_tmp)" != 0 ]; do sleep .05; done # or the time-out
	t_pass 'nothing is left'
fi

# --- one that outlives us makes the directory again: it goes, too ---
mkdir late
cat >late/git <<X
#!/bin/sh
case " \$* " in
*' fetch '*)
	(sleep 1; mkdir -p "\$GIT_DIR/objects/pack"; touch "$W/was-late") &
	kill -9 \$PPID
	exit 1
	;;
esac
exec $(command -v git) "\$@"
X
chmod +x late/git
t_run env PATH="$W/late:$PATH" baseline-promote -q --git remote.git <in
t_is 'killed while git works' "$rc" 137
while [ ! -f was-late ]; do sleep .05; done
while [ "$(t_tmp)" != 0 ]; do sleep .05; done # or the time-out
t_pass 'what a git made after that is gone'
t_done
