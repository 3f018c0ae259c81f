#!/usr/bin/python3
"""make-vectors.py > vectors.json - what lib/stats must answer, from an independent implementation

Needs Debian's python3-numpy and python3-scipy (made with SciPy 1.10.1); the test reads vectors.json
only.  SciPy 1.10's own t.ppf is good to 2e-9 only, so that the quantiles of t are found here as roots of its
incomplete beta function, which is good to 1e-14.
"""
import json
import math

import numpy as np
from scipy import optimize, special, stats

rng = np.random.default_rng(20260304)
cases = []


def case(function, want, **args):
    cases.append({"function": function, **args, "want": want})


def t_quantile(p, dof):
    if p == 0.5:
        return 0.0
    q = min(p, 1 - p)
    if q > 0.25:  # the probability between 0 and t
        side = lambda u: special.betainc(0.5, dof / 2, 1 / (1 + dof * math.exp(-2 * u))) / 2 - abs(p - 0.5)
    else:
        side = lambda u: math.log(max(1e-300, special.betainc(dof / 2, 0.5, dof / (dof + math.exp(2 * u))) / 2)) - math.log(q)
    t = math.exp(optimize.brentq(side, -40, 80, xtol=1e-15, rtol=1e-14))
    return -t if p < 0.5 else t


def spread(d):
    q = np.quantile(np.abs(d), [0.5, 0.7])
    return max(q[0] / 0.67449, q[1] / 1.03643)


def huber(v, scale, k):
    m = np.median(v)
    if scale <= 0:
        scale = 1.4826 * stats.median_abs_deviation(v)
    for _ in range(6):
        m = np.mean(np.clip(v, m - k * scale, m + k * scale))
    return m


def locate(x):
    y = np.log(x)
    m, mad = np.median(y), stats.median_abs_deviation(y)
    y = np.clip(y, m - 3 * 1.4826 * mad, m + 3 * 1.4826 * mad)
    var = np.var(y, ddof=1)
    b = len(y) // 5
    if b > 1:
        var = max(var, 5 * np.var(y[:5 * b].reshape(b, 5).mean(axis=1), ddof=1))
    return y.mean(), math.sqrt(var / len(y))


def partition(z, penalty):
    """Every partition of z, by the quadratic recursion, levels from the same grid."""
    levels = []
    for x in sorted(z):
        if not levels or x - levels[-1] >= 0.25:
            levels.append(x)
    loss = np.minimum((np.asarray(z)[:, None] - np.array(levels)) ** 2, 6.25)
    total = np.vstack([np.zeros(len(levels)), np.cumsum(loss, axis=0)])
    best, start = [0.0], [0]
    for t in range(1, len(z) + 1):
        c = [best[s] + penalty + np.min(total[t] - total[s]) for s in range(t)]
        start.append(int(np.argmin(c)))
        best.append(min(c))
    out, t = [], len(z)
    while t > 0:
        t = start[t]
        out.append(t)
    return out[::-1]


def gate(history, current, se, smaller, threshold):
    y, n = np.log(history), len(history)
    prior = lambda var, dof: (3 * 0.01**2 + dof * var) / (3 + dof)
    sd = math.sqrt(prior(spread(np.diff(y) / math.sqrt(2)) ** 2 if n > 1 else 0, n - 1))
    segment = partition((y - np.median(y)) / sd, max(9, 2.5 * math.log(n)))[-1]
    y = y[segment:]
    y = y[np.abs(y - huber(y, sd, 3)) <= 3 * sd]
    k = len(y)
    seen = np.var(y, ddof=1) if k > 1 else 0
    v, dof = (seen, k - 1) if seen > 0.05**2 else (prior(seen, k - 1), 3 + k - 1)
    margin = t_quantile(0.985, dof) * math.sqrt(max(v, se * se) * (1 + 1 / k))
    d = math.log(current) - y.mean()
    worse, over = (d, current / math.exp(y.mean()) - 1) if smaller else (-d, 1 - current / math.exp(y.mean()))
    verdict = ("regression" if worse > margin else "inconclusive") if over > threshold else \
        "improvement" if -over > threshold and -worse > margin else "ok"
    return {"verdict": verdict, "change": math.expm1(d), "low": math.expm1(d - margin), "high": math.expm1(d + margin),
            "centre": math.exp(y.mean()), "runs": k, "dof": dof, "segment": segment}


def step(v, at):
    """What is told of the only step, known to be at index at."""
    v, n = np.asarray(v, float), len(v)
    b, scale = min(6, n // 6), 2.0 ** -math.frexp(max(abs(v)))[1]
    u = v * scale
    sd = spread((u[b:] - u[:-b]) / math.sqrt(2))
    z = np.rint((u - np.median(u)) / sd * 2**20) / 2**20
    m = np.array([u[i:i + b].mean() for i in range(n - b + 1)])
    ratio = spread((m[b:] - m[:-b]) * math.sqrt(b / 2)) / sd
    inflation = min(2.5, max(1, 1 + 0.3 * (ratio**2 - 1.2)))
    near, far = (np.minimum((z[i:][:n - b] - z[:n - b]) ** 2, 12.5).sum() for i in (1, b))
    rho = 1 - near / far
    if rho > 2 / math.sqrt(n):
        rho = min(0.5, rho * n / (n + 20))
        inflation = max(inflation, (1 + rho) / (1 - rho))
    parts = [z[:at], z[at:]]
    parts = [np.clip(p, huber(p, 1, 2.5) - 2.5, huber(p, 1, 2.5) + 2.5) for p in parts]
    e = [p - p.mean() for p in parts]
    ss = sum((x**2).sum() for x in e)
    rho = min(0.9, sum((x[1:] * x[:-1]).sum() for x in e) / ss * n / (n + 20))
    if rho > 0:
        inflation = max(inflation, (1 + rho) / (1 - rho))
    one = (10 + ss) / (10 + n - 2) * inflation
    n1, n2 = at, n - at
    d2 = (parts[1].mean() - parts[0].mean()) ** 2 / (one * (1 / n1 + 1 / n2))
    before, after = huber(u[:at], sd, 2.5), huber(u[at:], sd, 2.5)
    se = sd * math.sqrt(one * (1 / n2 + (after / before) ** 2 / n1))
    t = t_quantile(0.975, 10 + n - 2)
    return {"index": at, "before": before / scale, "after": after / scale, "change": (after - before) / abs(before),
            "low": (after - before - t * se) / abs(before), "high": (after - before + t * se) / abs(before),
            "strength": d2 / (2.95 * math.log(max(n, 10))), "p": 2 * stats.norm.sf(math.sqrt(d2))}


for p in (1e-30, 1e-12, 1e-4, 0.015, 0.025, 0.1, 0.24, 0.26, 0.49, 0.5, 0.5001, 0.7, 0.76, 0.9, 0.975, 0.985, 0.999, 1 - 1e-9):
    for dof in (1, 1.5, 2, 3, 4, 7.25, 22, 100, 1234.5, 9999, 10000, 1e5):
        case("t_quantile", t_quantile(p, dof), p=p, dof=dof)
for z in (0, 1e-9, 0.5, -1, 1.96, 3, 6, -10, 37):
    case("normal_p", 2 * stats.norm.sf(abs(z)), z=z)

samples = [rng.lognormal(4, s, n) for s, n in ((0.01, 1), (0.02, 2), (0.3, 3), (0.02, 9), (0.05, 10), (0.02, 50), (1, 101))]
samples += [np.round(rng.normal(100, 2, 60)), 50 + 10 * rng.standard_t(2, 40).__abs__(), np.array([3.0, 3, 3, 3])]
for x in samples:
    v = x.tolist()
    case("mean", np.mean(x), v=v)
    case("sd", np.std(x, ddof=1) if len(x) > 1 else 0.0, v=v)
    case("median", np.median(x), v=v)
    case("mad", stats.median_abs_deviation(x), v=v)
    case("geomean", stats.gmean(x), v=v)
    case("spread", spread(x - np.median(x)), v=(x - np.median(x)).tolist())
    for p in (0, 0.1, 0.25, 0.7, 0.99, 1):
        case("quantile", np.quantile(x, p), v=v, p=p)
    for scale, k in ((0, 1.5), (2.0, 2.5), (0.5, 3)):
        case("huber", huber(x, scale, k), v=v, scale=scale, k=k)
    if len(x) > 1 and stats.median_abs_deviation(np.log(x)) > 0:
        case("locate", locate(x), v=v)

for n, tied in ((2, False), (3, False), (10, False), (25, True), (60, True), (40, False)):
    x = np.arange(n, dtype=float) if not tied else np.round(rng.uniform(0, n / 3, n))
    y = 5 + 0.3 * x + rng.standard_t(3, n)
    y = np.round(y, 1) if tied else y
    s = stats.theilslopes(y, x, 0.95)
    case("theil_sen", {"slope": s[0], "intercept": s[1], "low": s[2], "high": s[3]}, x=x.tolist(), y=y.tolist())

for n in (1, 2, 3, 5, 8, 20, 30):
    for sd in (0.002, 0.02):
        for shape in ("level", "shift", "outlier"):
            h = 100 * (1 + sd * rng.standard_normal(n))
            h[:n // 2] *= 1.12 if shape == "shift" else 1
            h[n // 3] *= 1.3 if shape == "outlier" else 1
            for current, se, smaller in ((100, 0, True), (107, 0.003, True), (115, 0.03, True), (93, 0.003, False), (84, 0, True)):
                case("gate", gate(h, current, se, smaller, 0.05), v=h.tolist(), current=current, se=se, smaller=smaller,
                     threshold=0.05)

for n, at, size, kind in ((40, 20, 1.2, "iid"), (140, 100, 0.8, "iid"), (200, 50, 1.2, "ar"), (90, 60, 3, "iid"), (150, 70, 1.15, "t")):
    e = rng.standard_normal(n) if kind != "t" else rng.standard_t(3, n)
    if kind == "ar":
        for i in range(1, n):
            e[i] = 0.3 * e[i - 1] + math.sqrt(0.91) * e[i]
    v = 100 * (1 + 0.01 * e)
    v[at:] *= size
    case("changepoints", step(v, at), v=v.tolist())

print("[\n" + ",\n".join(json.dumps(c, sort_keys=True) for c in cases) + "\n]")
