# stats.t - the gate and the change points, scored
# serves: AC6
. "${0%/*}/tap.sh"

gate=$BUILD/tests/gate
points=$BUILD/tests/changepoints

# The drivers themselves.
t_run "$points" </dev/null
t_exp 'changepoints: nothing in, nothing out' 0 '' ''
t_run sh -c 'echo "{\"values\":[1,1,1,1,1,1,1,1,5,5,5,5,5,5,5,5]}
{\"values\":[]}
{\"values\":[3]}
{\"values\":[1,1,1,1,null,1,1,1,5,5,5,5,5,5,5,5]}
{\"values\":[-1,-1,-1,-1,-1,-1,-1,-1,-5,-5,-5,-5,-5,-5,-5,-5]}" | "$0"' "$points"
t_exp 'changepoints: a line for a line' 0 '{"change_points":[8]}
{"change_points":[]}
{"change_points":[]}
{"change_points":[]}
{"change_points":[8]}' ''
t_run sh -c 'echo "[1,2" | "$0"' "$points"
t_exp 'changepoints: what is no such object' 3 '' '~^changepoints: .*expected'
t_run sh -c 'echo "{\"values\":[]} 1" | "$0"' "$points"
t_exp 'changepoints: and more on a line' 3 '' '~^changepoints: .*expected'
t_run "$points" -1 </dev/null
t_exp 'changepoints: a strictness below 0' 2 '' '~^changepoints: usage'
t_run sh -c 'echo "{\"history\":[[1,1]],\"current\":[]}" | "$0"' "$gate"
t_exp 'gate: a run without samples' 3 '' '~^gate: .*no samples'
t_run sh -c 'echo "{\"history\":[[1],[1],[1],[1],[1]],\"current\":[1.5]}" | "$0"' "$gate"
t_exp 'gate: answers' 0 '*' ''
t_jq 'gate: with a verdict' '.regression == true and .runs == 5 and .low > 0.4'

# Generated histories of known truth, from a fixed seed: no outside data.
cat >make.py <<'E2'
import json, random, sys
r = random.Random(20260304)
kinds = {
    "gauss": lambda n: [r.gauss(0, 1) for _ in range(n)],
    "skewed": lambda n: [r.expovariate(1) - 1 for _ in range(n)],
    "modes": lambda n: [((4 if r.random() < .25 else 0) - 1 + r.gauss(0, 1)) / 2 for _ in range(n)],
    "spikes": lambda n: [r.gauss(0, 1) + (r.uniform(5, 20) if r.random() < .03 else 0) for _ in range(n)],
    "coarse": lambda n: [float(round(r.gauss(0, .7))) for _ in range(n)],
}
truth = []
with open("series", "w") as f:
    for kind, noise in kinds.items():
        for step in (0, .03, .06):
            for _ in range(60):
                v = [100 * (1 + .01 * e) * (1 + step * (i >= 100)) for i, e in enumerate(noise(140))]
                f.write(json.dumps({"values": v}) + "\n")
                truth.append((kind, step))
with open("runs", "w") as f:
    for change in (0, .02, .08, .12):
        for _ in range(150):
            def run(mu):
                mu *= 1 + .01 * r.gauss(0, 1)
                return [mu * (1 + .02 * r.gauss(0, 1)) for _ in range(30)]
            f.write(json.dumps({"history": [run(100) for _ in range(15)], "current": run(100 * (1 + change))}) + "\n")
json.dump(truth, open("truth", "w"))
E2
cat >count.py <<'E2'
import json
truth = json.load(open("truth"))
found = [json.loads(l)["change_points"] for l in open("found")]
verdict = [json.loads(l)["regression"] for l in open("verdicts")]
share = lambda x: sum(x) / len(x)
out = {"alarms": share([len(p) > 0 for (k, s), p in zip(truth, found) if s == 0]),
       "extra": share([len([x for x in p if abs(x - 100) > 5]) > 0 for (k, s), p in zip(truth, found) if s > 0])}
for step in (.03, .06):
    out["step_%g" % step] = share([any(abs(x - 100) <= 3 for x in p) for (k, s), p in zip(truth, found) if s == step])
for i, name in enumerate(("fa0", "fa2", "p8", "p12")):
    out[name] = share(verdict[150 * i:150 * (i + 1)])
assert len(found) == len(truth) and len(verdict) == 600
print(json.dumps(out))
E2
t_ok 'histories made' python3 make.py
"$points" <series >found
"$gate" <runs >verdicts
t_run python3 count.py
t_exp 'and answered, each of them' 0 '*' ''
# Its numbers, rounded, for who runs the tests.
figures() { # FILE KEY…
	file=$1
	shift
	for key; do jq -r --arg k "$key" '"\($k) \(.[$k] * 1000 | round / 1000)"' "$file"; done |
		paste -s -d, - | sed 's/,/, /g'
}
echo "# shown: gate, generated: $(figures "$W/out" fa0 fa2 p8 p12)"
echo "# shown: change points, generated: $(figures "$W/out" alarms extra step_0.03 step_0.06 | sed 's/step_//g')"
t_jq 'change points: none in noise' '.alarms <= 0.01 and .extra <= 0.05'
t_jq 'change points: steps of 3 and 6 times the noise' '."step_0.03" >= 0.95 and ."step_0.06" >= 0.99'
t_jq 'gate: quiet below the threshold' '.fa0 <= 0.007 and .fa2 <= 0.03'
t_jq 'gate: sees 8 and 12 %' '.p8 >= 0.95 and .p12 >= 0.99'

# A hundred thousand values.
python3 - >long <<'E2'
import json, random
r = random.Random(1)
v, m = [], 100.0
for i in range(100000):
    if r.random() < .002:
        m *= r.choice((.9, 1.1))
    v.append(m * (1 + .02 * r.gauss(0, 1)))
print(json.dumps({"values": v}))
E2
python3 - "$points" >time.json <<'E2'
import json, resource, subprocess, sys
p = subprocess.run(sys.argv[1], stdin=open("long"), capture_output=True, check=True)
r = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"cpu_seconds": r.ru_utime + r.ru_stime, "points": len(json.loads(p.stdout)["change_points"])}))
E2
t_run cat time.json
echo "# shown: change points of 100,000 values: $(figures "$W/out" cpu_seconds points)"
t_jq '100,000 values: most of 200 steps' '.points > 150 and .points < 230'
if [ -z "${BENCHLINE_SANITIZED:-}${BENCHLINE_VALGRIND:-}" ]; then
	t_jq '100,000 values: in half a second' '.cpu_seconds <= 0.5'
fi

# Public series, where they are.
stats=$BESIDE/stats-data
if [ ! -f "$stats/score.py" ]; then
	t_skip 'scores on public series' 'no stats-data'
	t_done
fi
t_run python3 "$stats/score.py" --gate --batch --cmd "$gate" --json gate.json
t_exp 'gate scored' 0 '*' ''
t_run cat gate.json
echo "# shown: gate, scored: $(figures gate.json FA0 FA2 P8 P12)"
t_jq 'gate: false alarms' '.FA0 <= 0.005 and .FA2 <= 0.03'
t_jq 'gate: power' '.P8 >= 0.94 and .P12 >= 0.99'
t_run python3 "$stats/score.py" --batch --cmd "$points" --json points.json
t_exp 'change points scored' 0 '*' ''
sed 's/^/# /' "$W/out"
echo "# shown: change points, scored: $(figures points.json fa_mean fa_iid power tcpd_f1_all tcpd_cover_all real_recall)"
t_run cat points.json
t_jq 'change points: false alarms' '.fa_mean <= 0.020 and .fa_iid <= 0.004 and .fa_series.ci <= 0.01'
t_jq 'change points: power' '.power >= 0.870 and .real_recall >= 0.80'
t_jq 'change points: against people' '.tcpd_f1_all >= 0.75 and .tcpd_cover_all >= 0.67'
t_jq 'change points: delay' '.delay."5%@1" <= 4 and .delay."10%@2" <= 4'
t_run python3 "$stats/score.py" --batch --cmd "$points 1.4" --only fa,power,delay --json quiet.json
t_exp 'quiet change points scored' 0 '*' ''
t_run cat quiet.json
echo "# shown: change points, quiet: $(figures quiet.json fa_mean power)"
t_jq 'quiet change points: hardly a false one' '.fa_mean <= 0.0075 and .power >= 0.850 and .delay."5%@1" <= 4'

# The unit does not matter.
python3 - "$stats" <<'E2'
import glob, json, sys
V = [json.load(open(f))["values"] for f in sorted(glob.glob(sys.argv[1] + "/*.json"))]
for i, c in enumerate((1, 1e-9, .1, 1 / 3, 1e12)):
    with open("times%d" % i, "w") as f:
        for v in V:
            f.write(json.dumps({"values": [c * x for x in v]}) + "\n")
E2
for i in 0 1 2 3 4; do
	"$points" <times$i >points$i
	t_ok "the same for every unit, $i" cmp points0 points$i
done
t_done
