# benchline.mk - performance targets for a project's own Makefile
#
#	BENCH = cargo bench -p my-crate
#	include benchline.mk
#
#	make perf.json      measure, if a source is newer than the last measurement
#	make perf-check     judge it; fails by the verdict
#	make perf-promote   record it, and promote it if it may be
#	make perf-audit     the audit, trend and compliance pages of the history
#
# Only sources make it measure again: a change of thresholds.ini judges the old
# measurement anew.  A target is written whole or not at all, also where the
# shell has no pipefail: a stage that fails leaves an empty input, which the next
# one refuses.

# Set any of these before the include, or on the command line.
BENCH ?= cargo bench
BENCHLINE_HISTORY ?= perf-history
BENCHLINE_OUT ?= target/benchline
BENCHLINE_SOURCES ?= $(wildcard Cargo.toml Cargo.lock build.rs rust-toolchain*) \
	$(shell find $(wildcard src benches crates) -name '*.rs' -o -name Cargo.toml 2>/dev/null)
# Outside GitHub Actions somebody has to say that this is the main branch and
# that the tests passed: BENCHLINE_PROMOTE = --branch main --checks-passed
BENCHLINE_PROMOTE ?=
BENCHLINE_CHECK ?=

# The programs look there too; ./config by themselves.
ifdef BENCHLINE_CONFIG
export BENCHLINE_CONFIG
endif
benchline_thresholds = $(wildcard $(or $(BENCHLINE_CONFIG),config)/thresholds.ini)
# Judged against the history where there is one.
benchline_baseline = $(if $(wildcard $(BENCHLINE_HISTORY)),-b $(BENCHLINE_HISTORY))

.PHONY: perf-check perf-promote perf-audit

$(BENCHLINE_OUT)/benchmarks.json: $(BENCHLINE_SOURCES)
	@mkdir -p $(@D)
	bench-exec -- $(BENCH) | criterion-parse > $@.new
	@mv $@.new $@

perf.json: $(BENCHLINE_OUT)/benchmarks.json $(benchline_thresholds)
	perf-json < $< > $@.new
	@mv $@.new $@

# 1 is a verdict, and comes with its document; above 1 there is none.
$(BENCHLINE_OUT)/verdict.json: perf.json $(benchline_thresholds) \
		$(wildcard $(BENCHLINE_HISTORY)/history.jsonl)
	@mkdir -p $(@D)
	slo-check $(benchline_baseline) $(BENCHLINE_CHECK) --exit-zero < $< > $@.new
	@mv $@.new $@

# slo-check once more, over its own document, to end by what it says.
perf-check: $(BENCHLINE_OUT)/verdict.json
	@slo-check $(benchline_baseline) $(BENCHLINE_CHECK) -q < $< > /dev/null

perf-promote: $(BENCHLINE_OUT)/verdict.json
	baseline-promote -s $(BENCHLINE_HISTORY) $(BENCHLINE_PROMOTE) < $< \
		> $(BENCHLINE_OUT)/promoted.json

# Phony: the pages tell how old the newest record is.
perf-audit:
	@mkdir -p $(BENCHLINE_OUT)
	baseline-promote -s $(BENCHLINE_HISTORY) --log > $(BENCHLINE_OUT)/ledger.jsonl
	@status=0; for page in audit trend compliance; do \
		audit-render -t $$page -f html < $(BENCHLINE_OUT)/ledger.jsonl \
			> $(BENCHLINE_OUT)/$$page.html.new; s=$$?; \
		[ $$s -gt 1 ] || mv $(BENCHLINE_OUT)/$$page.html.new $(BENCHLINE_OUT)/$$page.html; \
		[ $$s -le $$status ] || status=$$s; \
	done; exit $$status
