# serves: AC1, AC9
# Packages: the tarball, the Debian package, static programs, the list of what is
# linked, the manuals in HTML, adopt; builds that do not depend on where they stand.
. "${0%/*}/tap.sh"
make_() { make -C "$TOP" --no-print-directory "$@"; }
PROGRAMS='audit-render baseline-promote bench-exec criterion-parse perf-json pr-comment slo-check'

# ---- quick ----

t_run env PKG_CONFIG=no-such-program "$TOP/.packaging/dependencies"
t_exp "no pkg-config: said, with its names" 1 '' '~no-such-program.*apt-get.*dnf.*apk.*brew'
t_run env PKG_CONFIG_LIBDIR=/nonexistent PKG_CONFIG_PATH= "$TOP/.packaging/dependencies"
t_exp "no library: each is named for each packager" 1 '' \
	'~missing: jansson.*apt-get install libjansson-dev \| dnf install jansson-devel \| apk add jansson-dev \| brew install jansson.*missing: inih.*missing: nettle.*missing: libcurl.*no pangocairo: audit-render -f pdf.*no libseccomp'
t_run "$TOP/.packaging/dependencies"
t_is "all there: status 0" "$rc" 0
t_run make -C "$TOP" -n --no-print-directory B="$W/none" PKG_CONFIG=no-such-program "$W/none/.dependencies"
t_ok "the build asks before it compiles" grep -q '.packaging/dependencies' "$W/out"

# What the table says is what the Makefile asks for.
t_is "the Makefile's packages are the table's" "$(grep -v '^#' "$TOP/.packaging/dependencies.tsv" | cut -f 4 | while read -r p; do
	sed -n '/^BUILD_PACKAGES/,/[^\\]$/p' "$TOP/Makefile" | grep -qw -- "$p" || echo "$p"
done)" ""
t_is "and the Debian package's" "$(grep -v '^#' "$TOP/.packaging/dependencies.tsv" | cut -f 4 | while read -r p; do
	sed -n '/^Build-Depends/,/^[A-Z]/p' "$TOP/.packaging/debian/control" | grep -qw -- "$p" || echo "$p"
done)" ""

# adopt: what a project needs, nothing overwritten, no password taken along.
mkdir project clone
git clone -q "$TOP" clone/benchline 2>/dev/null || cp -r "$TOP/." clone/benchline
git -C clone/benchline remote set-url origin https://user:secret@example.org/x/benchline
cp -r "$TOP/.packaging" "$TOP/.github" "$TOP/config" clone/benchline/
t_run clone/benchline/.packaging/adopt project
t_is "adopt" "$rc" 0
t_is "its files" "$(cd project && find . -type f | LC_ALL=C sort)" "./.github/actions/benchline/action.yml
./.github/workflows/performance-audit.yml
./.github/workflows/performance-main.yml
./.github/workflows/performance-pull-request.yml
./config/thresholds.ini"
t_ok "the action names source and commit" grep -qx "    default: 'https://example.org/x/benchline'" project/.github/actions/benchline/action.yml
t_ok "by 40 digits" grep -qx "    default: '$(git -C clone/benchline rev-parse HEAD)'" project/.github/actions/benchline/action.yml
t_is "and no password" "$(grep -r secret project)" ""
echo mine >project/.github/workflows/performance-main.yml
t_run clone/benchline/.packaging/adopt project
t_exp "again: what is there and differs stays, and is named" 1 '*' '~left alone, it differs: .github/workflows/performance-main.yml'
t_is "it stayed" "$(cat project/.github/workflows/performance-main.yml)" mine
t_run clone/benchline/.packaging/adopt nowhere
t_exp "no such project: usage" 2 '' '~^usage'

# The manuals in HTML.
mkdir doc
t_run "$TOP/.packaging/manuals" doc "$TOP"/man/*.[157]
t_exp "manuals" 0 '' ''
t_is "a page each, an index, a style" "$(ls doc)" \
	"$( (cd "$TOP/man" && for m in *.[157]; do echo "$m.html"; done; echo index.html; echo manual.css) | sort)"
t_is "every link leads somewhere" "$(grep -oh 'href="[^"]*"' doc/*.html | sed 's/href="//; s/"$//; s/#.*//' |
	sort -u | while read -r l; do [ -z "$l" ] || [ -e "doc/$l" ] || echo "$l"; done)" ""
t_is "the index names each" "$(grep -c '<dt>' doc/index.html)" "$(find "$TOP/man" -name "*.[157]" | wc -l)"

# The list of what is linked.
if command -v dpkg-query >/dev/null && command -v jq >/dev/null; then
	# shellcheck disable=SC2046 # seven words
	SOURCE_DATE_EPOCH=1700000000 t_run "$TOP/.packaging/sbom" 1.0.0 $(for p in $PROGRAMS; do echo "$BIN/$p"; done)
	t_is "sbom" "$rc" 0
	cp "$W/out" sbom.json
	t_jq "CycloneDX of the seven programs" '.bomFormat == "CycloneDX" and .specVersion == "1.5"
		and ([.components[] | select(.type == "application")] | length) == 7
		and .metadata.timestamp == "2023-11-14T22:13:20Z"'
	for p in $PROGRAMS; do
		t_is "it names each library that $p needs" \
			"$(jq -r --arg p "$p" '.dependencies[] | select(.ref == $p).dependsOn[]' sbom.json | sort)" \
			"$( (readelf -d "$BIN/$p" | sed -n 's/.*NEEDED.*\[\(.*\)\].*/\1/p'
				strings "$BIN/$p" | grep -o 'libcurl\.so\.[0-9]*$') | LC_ALL=C sort -u)"
	done
	t_jq "and libcurl, which is loaded when it is first needed" '[.dependencies[]
		| select(.dependsOn // [] | index(["libcurl.so.4"])) | .ref] == ["baseline-promote", "pr-comment"]'
	t_jq "each reference is a component" '[.components[]["bom-ref"]] as $c
		| [.dependencies[].dependsOn[] | . as $d | $c | index([$d]) != null] | all'
	t_jq "each library has its package and version" '[.components[] | select(.type == "library")
		| (.purl | startswith("pkg:deb/debian/")) and (.version | length > 0)] | length > 3 and all'
fi

# ---- slow ----

if [ -z "${BENCHLINE_SLOW:-}" ]; then
	t_skip "tarball, Debian package, static programs, reproducible build" "slow"
	t_done
fi

# The tarball: the same bytes from two clones; it builds.
for c in one two; do
	git clone -q "$TOP" $c
	(cd $c && make -s dist >/dev/null)
done
t_ok "make dist: the same bytes in another directory, at another time" cmp one/build/benchline-*.tar.gz two/build/benchline-*.tar.gz
t_is "with the files of the commit" "$(tar -tzf one/build/benchline-*.tar.gz | sed 's,^[^/]*/,,' | grep -v '/$' | grep . | LC_ALL=C sort)" \
	"$(git -C one ls-files | LC_ALL=C sort)"

# Two directories, the same programs.
for c in one two/deeper/still; do
	mkdir -p "tree/$c"
	tar -xzf one/build/benchline-*.tar.gz -C "tree/$c" --strip-components 1
	make -s -j2 -C "tree/$c" programs >/dev/null 2>build.log || t_fail "the tarball builds" "$(tail -n 5 build.log)"
done
for p in $PROGRAMS; do
	t_ok "$p: the same bytes, built elsewhere" cmp "tree/one/build/bin/$p" "tree/two/deeper/still/build/bin/$p"
done

# The Debian package.
"$TOP/tests/install-packages" "make a package" build-essential debhelper fakeroot lintian >/dev/null
t_run make -s -C tree/one deb
t_is "make deb" "$rc" 0
deb=$(echo tree/one/build/*.deb)
t_is "its programs" "$(dpkg-deb -c "$deb" | sed -n 's,.*\./usr/bin/\(.*[^/]\)$,\1,p' | LC_ALL=C sort | tr '\n' ' ')" "$PROGRAMS "
t_is "its completions" "$(dpkg-deb -c "$deb" | grep -cE '(bash-completion/completions|vendor-completions|vendor_completions.d)/[a-z_]')" 15
t_run lintian --allow-root --fail-on error,warning tree/one/build/deb/*.changes
t_exp "lintian has nothing to say" 0 '' ''
mkdir root
dpkg-deb -x "$deb" root
for p in $PROGRAMS; do
	t_run "root/usr/bin/$p" --version
	t_exp "$p of the package runs" 0 "~^$p \(benchline\) [0-9.]+ $" ''
done

# Static programs: no library, no loader, the same documents.
t_run make -s -j2 -C tree/one static
t_is "make static" "$rc" 0
REPLAY=$DATA/criterion/0.5.1-slo-first-run
S=$W/tree/one/build/static/bin
for p in bench-exec criterion-parse perf-json slo-check; do
	t_is "$p needs no library" "$(readelf -d "$S/$p" | grep -c NEEDED)" 0
	t_is "$p needs no loader" "$(readelf -l "$S/$p" | grep -c INTERP)" 0
done
criterion-parse <"$REPLAY/combined.txt" | perf-json | slo-check -q >dynamic.json
t_run sh -c "'$S/criterion-parse' <'$REPLAY/combined.txt' | '$S/perf-json' | '$S/slo-check' -q"
t_ok "the same document from static programs" cmp "$W/out" dynamic.json
t_run "$S/bench-exec" -q -- sh -c 'echo measured'
t_jq "static bench-exec runs a command" '.exit == 0 and .stdout == "measured\n"'
if mkdir jail && cp "$S/slo-check" "$S/perf-json" jail/; then
	t_run chroot jail /slo-check --version
	t_is "in a root with nothing else" "$rc" 0
fi

# The list against CycloneDX's own schema.
if npm install --silent --no-fund --no-audit --prefix npm ajv ajv-formats ajv-formats-draft2019 @cyclonedx/cyclonedx-library >/dev/null 2>&1; then
	cat >npm/validate.mjs <<-'JS'
		import { createRequire } from "module";
		import fs from "fs";
		import path from "path";
		const require = createRequire(import.meta.url);
		const lib = path.dirname(require.resolve("@cyclonedx/cyclonedx-library/package.json"));
		const dir = path.join(lib, "res/schema");
		const read = f => JSON.parse(fs.readFileSync(path.join(dir, f), "utf8"));
		const Ajv = require("ajv");
		const ajv = new Ajv({ strict: false, validateFormats: false });
		// Known by the names that the schema calls them by, in each edition of it.
		for (const f of fs.readdirSync(dir)) if (/^(spdx|jsf).*\.json$/.test(f)) {
			const { $id, ...part } = read(f);
			for (const id of new Set([$id, "http://cyclonedx.org/schema/" + f, "http://cyclonedx.org/schema/" + f.replace(".SNAPSHOT", "")])) ajv.addSchema(part, id);
		}
		const name = fs.readdirSync(dir).find(f => /^bom-1\.5\.(SNAPSHOT\.)?schema\.json$/.test(f));
		const check = ajv.compile(read(name));
		if (!check(JSON.parse(fs.readFileSync(process.argv[2], "utf8")))) { console.log(check.errors); process.exit(1); }
	JS
	t_run node npm/validate.mjs sbom.json
	t_exp "the list fits CycloneDX's schema" 0 '' '*'
	jq 'del(.bomFormat)' sbom.json >wrong.json
	t_run node npm/validate.mjs wrong.json
	t_exp "a wrong one does not" 1 '~bomFormat' ''
else
	t_skip "the list fits CycloneDX's schema" "npm does not give it"
fi
t_done
