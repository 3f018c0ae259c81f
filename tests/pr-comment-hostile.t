#!/bin/sh
# Text from a pull request is inert: rendered by a GFM renderer and searched
# for anything alive.
# serves: AC4, AC10
# shellcheck disable=SC2119,SC2120,SC2154 # gh_start and gh_reset; rc is tap.sh's
. "${0%/*}/tap.sh"
. "$TOP/tests/github.sh"

PASS=$DATA/pr-comment/pass.json
cat >hostile.py <<'PY'
import json, sys
# What a benchmark, an error or a commit may be called by somebody unkind.
names = [
	"@octocat", "`@octocat`", "a @org/team b", "#1", "GH-1", "octo/repo#1", "octocat@example.com",
	"[x](https://evil.example/)", "![x](https://evil.example/x.png)", "https://evil.example/",
	"www.evil.example", "<https://evil.example/>", "<a href=https://evil.example>x</a>",
	"<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "</details></table>", "<!-- benchline: default -->",
	"<!--", "-->", "&lt;b&gt;", "&#60;img&#62;", "a|b|c", "\\|", "`|`", "``", "` x `", "```\nx\n```", "~~~", "**b**",
	"__b__", "_b_", "~~s~~", "# h1", "> q", "- l", "1. l", "* * *", "---", "===", "a\n\nb", "a\r\nb", "\n<b>\n",
	"::error::pwned", "\n::error file=a::pwned", "\x1b[31mred\x1b[0m", "\u202eevil", "\u200b", "\u2028x", "\x00".replace("\x00", "\x01"),
	":octocat:", ":+1:", "$x$", "$$x$$", "[[wiki]]", "[ref]: https://evil.example/", "[^1]", "{{status}}", "{{", "}}",
	"mailto:a@b.c", "xmpp:a@b.c", "javascript:alert(1)", "%0A::error::x", "\\", "\\\\", "\ufeff", "\U0001f600", "a" * 1000000,
	"<b" + "x" * 200, "<details><summary>x", "</sub></sub></code>", "<br>", "![]", "!", "[ ]", "[x]", "a_b_c", "snake_case_name",
	"    code", "\tcode", "+ l", "12) l", "- # h1", "- - l", "4f2a9c1be8d07f3365a1c2d9e0b7a6f5c4d3e2f1", "see 4f2a9c1b",
]
d = json.load(open(sys.argv[1]))
m = d["_metadata"]
d["errors"] = ["CBKB005: " + n[:480] for n in names][:50]
d["warnings"] = [n[:490] for n in names if n][25:75]
m["slo"].update(status="FAIL", passed=False, compliance_level="NonCompliant")
template = m["regression"]["changes"][0]
for i, n in enumerate(names):
	m["regression"]["changes"].append({"kind": "benchmark", "id": n, "baseline": 100.0, "current": 100.0 + i, "unit": "ns",
		"change": (i - 30) / 100, "low": None, "high": None, "runs": 3, "dof": 2.0, "verdict": "ok", "statistic": "slope",
		"gate": "fail", "why": n[:400]})
base = json.dumps(d)


def write(n, to):
	d = json.loads(base)
	m = d["_metadata"]
	short = n[:200]
	d["errors"][0] = "CBKB005: " + n[:480]
	d["warnings"][0] = n[:490] or "x"
	m["git_commit"] = short
	m["git_branch"] = short
	m["rust_version"] = short
	m["environment"]["cpu_model"] = short
	m["environment"]["platform"] = short
	m["environment"]["kernel"] = short
	m["regression"]["baseline"]["commit"] = short
	m["regression"]["baseline"]["fingerprint"] = short
	m["execution_context"]["stderr"] = "\n".join(x[:2000] for x in names)
	m["metrics"]["evil_ns"] = dict(m["metrics"]["display_gibs"], label=short, unit=short[:20] or "x", value=1.0)
	for c in m["regression"]["changes"]:
		if c["kind"] == "benchmark":
			c["id"], c["change"] = (n, 9.0) if c["id"] == "parse_copybook/small" else (c["id"], c["change"])
	json.dump(d, open(to, "w"))


for i, n in enumerate(names):
	write(n, "hostile.%d" % i)
print(len(names))
PY
cat >alive.py <<'PY'
import html.parser, json, re, sys
bad = []
ALLOWED = {"h2", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "br", "sub", "code", "pre", "details",
	"summary", "ul", "li", "a", "wbr"}
VOID = ("br", "wbr")
class P(html.parser.HTMLParser):
	def __init__(self):
		super().__init__()
		self.open, self.text, self.prose, self.cells, self.heads = [], "", "", 0, 0
	def handle_starttag(self, tag, attrs):
		if tag not in ALLOWED:
			bad.append("tag <%s>" % tag)
		if tag == "a" and dict(attrs).get("href") != "https://github.com/octo/repo/actions/runs/99":
			bad.append("link %r" % attrs)
		for k, v in attrs:
			if k.startswith("on") or k in ("style", "src"):
				bad.append("attribute " + k)
		if tag == "tr":
			self.cells = 0
		if tag in ("td", "th"):
			self.cells += 1
		if tag == "h2":
			self.heads += 1
		if tag == "ul" and "li" in self.open or tag == "code" and "pre" in self.open:
			bad.append("a block in a block")
		if tag not in VOID:
			self.open.append(tag)
	def handle_startendtag(self, tag, attrs):
		self.handle_starttag(tag, attrs)
		if self.open and self.open[-1] == tag:
			self.open.pop()
	def handle_endtag(self, tag):
		if tag in VOID:
			return
		if not self.open or self.open.pop() != tag:
			bad.append("unbalanced </%s>" % tag)
		if tag == "tr" and self.cells not in (5, 6):
			bad.append("a row of %d cells" % self.cells)
	def handle_data(self, data):
		self.text += data
		if "code" not in self.open and "a" not in self.open:
			self.prose += data + "\n"
	def handle_comment(self, data):
		if not (data.startswith(" benchline")):
			bad.append("comment " + data[:40])
for number in range(int(sys.argv[1])):
	body, page = open("%d.md" % number).read(), open("%d.html" % number).read()
	before = len(bad)
	p = P()
	p.feed(page)
	p.close()
	if p.heads != 1:
		bad.append("%d headings" % p.heads)
	if re.search(r"(?<![\w/])(?=\d*[a-f])[0-9a-f]{7,40}(?!\w)", p.prose):
		bad.append("a commit that is a link: %r" % re.search(r"(?<![\w/])(?=\d*[a-f])[0-9a-f]{7,40}(?!\w)", p.prose))
	if p.open:
		bad.append("left open: %s" % p.open)
	for pattern in (r"@[A-Za-z0-9]", r"(^|\W)#\d", r"GH-\d", r"://", r"www\.", r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\u2028]", r":octocat:", r":\+1:"):
		found = re.search(pattern, p.text)
		if found:
			bad.append("alive: %r near %r" % (pattern, p.text[max(0, found.start() - 20):found.end() + 20]))
	if re.search(r"\$", body.replace("&#36;", "")):
		bad.append("a dollar that is math")
	if body.count("<!--") != 2 or not body.startswith("<!-- benchline: default -->\n"):
		bad.append("marker forged or lost")
	if len(body) > 60000:
		bad.append("too long: %d" % len(body))
	bad[before:] = ["%d: %s" % (number, b) for b in bad[before:]]
print("\n".join(bad[:20]))
PY
export GITHUB_RUN_ID=99 GITHUB_REPOSITORY=octo/repo
n=$(python3 hostile.py "$PASS")
if command -v cmark-gfm >/dev/null 2>&1; then
	gfm() { cmark-gfm --unsafe --hardbreaks -e table -e autolink -e strikethrough -e tasklist -e footnotes "$1" 2>/dev/null || cmark-gfm --unsafe --hardbreaks -e table -e autolink -e strikethrough -e tasklist "$1"; }
	i=0
	while [ "$i" -lt "$n" ]; do
		t_run pr-comment -n --pr 7 <"hostile.$i"
		t_is "name $i: rendered" "$rc $(cat err)" '1 '
		jq -rj .body out >"$i.md"
		gfm "$i.md" >"$i.html"
		i=$((i + 1))
	done
	t_is 'nothing is alive' "$(python3 alive.py "$n")" ''
else
	t_skip 'hostile names, rendered' 'no cmark-gfm'
fi

# ---- workflow commands ----
gh_start || exit 1
gh_reset
GITHUB_ACTIONS=true t_run pr-comment --pr 7 <hostile.43
t_is 'hostile errors: exit' "$rc" 1
t_is 'annotations: every line is one of ours' "$(grep -cv '^::\(error\|warning\) title=Performance Report::' err)" 0
t_is 'annotations: one line an entry' "$(wc -l <err)" 100
t_is 'no ESC, no CR' "$(tr -dc '\033\r' <err | wc -c)" 0

# ---- length ----
python3 - "$PASS" <<'PY'
import json, sys
d = json.load(open(sys.argv[1]))
d["errors"] = ["CBKB005: " + "é<" * 240 for i in range(50)]
d["_metadata"]["slo"].update(status="FAIL", passed=False)
c = d["_metadata"]["metrics"]["display_gibs"]
for i in range(2000):
	d["_metadata"]["metrics"]["metric%04d_ns" % i] = dict(c, label="metric é %d" % i, unit="ns")
json.dump(d, open("long.json", "w"))
PY
gh_reset
t_run pr-comment --pr 7 <long.json
t_is 'a long report: posted' "$rc" 1
gh_state '.comments["7"][0].body' | jq -rj . >body.md
t_is 'at most 60,000 code points, not many fewer' "$(python3 -c 'n = len(open("body.md").read()); print(50000 < n <= 60000)')" True
t_is 'the marker is kept' "$(sed -n 1p body.md)" '<!-- benchline: default -->'
t_ok 'cut at a row' sh -c 'grep -B3 "This report was cut here" body.md | grep -q "^| .* |\$"'
t_ok 'with a note' grep -q 'This report was cut here' body.md
python3 - <<'PY'
import json
d = json.load(open("long.json"))
d["_metadata"]["metrics"] = {k: v for k, v in d["_metadata"]["metrics"].items() if not k.startswith("metric")}
d["_metadata"]["execution_context"]["stderr"] = "\n".join("<" * 900 for i in range(40))
json.dump(d, open("tail.json", "w"))
PY
t_run pr-comment -n --pr 7 <tail.json
jq -rj .body out >body.md
t_is 'tags are balanced where it is cut' "$(grep -o '<pre>\|<details' body.md | wc -l) $(grep -o '</pre>\|</details' body.md | wc -l)" '2 2'

# ---- a template of one's own ----
mkdir cfg
cp "$TOP/config/thresholds.ini" cfg/
echo '{{status}} and {{nothing}}' >cfg/pr_template.md
gh_reset
t_run pr-comment --pr 7 -c cfg <"$PASS"
t_exp 'a template with an unknown slot' 0 '*' "pr-comment: unknown slot 'nothing', cfg/pr_template.md:1"
gh_state '.comments["7"][0].body' | jq -r . >body.md
t_is '… : a plain comment' "$(sed -n '3p;6,12p' body.md)" "Performance Report: DISPLAY: 4.22 GiB/s, COMP-3: 571 MiB/s [PASS]
❌ **ERROR**: Failed to generate performance report

unknown slot 'nothing', cfg/pr_template.md:1

- **DISPLAY**: 4.22 GiB/s (4531 MB/s)
- **COMP-3**: 571.0 MiB/s (599 MB/s)"
echo 'just {{status}}' >cfg/pr_template.md
t_run pr-comment -n --pr 7 -c cfg <"$PASS"
t_is 'a template of one slot' "$(jq -rj .body out | tail -1)" 'just **✅ PASSED**: All enterprise SLOs met'
gh_stop
t_done
