# benchline - run Criterion benchmarks, judge them, keep their history
#
#   make            the seven programs, in build/bin
#   make demo       the whole pipeline on a bundled recording, in build/demo
#   make check      all quick tests (installs what they need on Debian)
#   make help       the other targets
#
# User's CFLAGS, CPPFLAGS and LDFLAGS come last.  WERROR=1 makes warnings
# errors; B=DIR builds elsewhere.

PREFIX ?= /usr/local
B ?= build
BINDIR = $(PREFIX)/bin
MANDIR = $(PREFIX)/share/man
SHAREDIR = $(PREFIX)/share/benchline
DOCDIR = $(PREFIX)/share/doc/benchline
PKG_CONFIG ?= pkg-config
PROGRAMS = bench-exec criterion-parse perf-json slo-check pr-comment \
	baseline-promote audit-render

# What is not there is installed first, where apt is and we may.
BUILD_PACKAGES = gcc libc6-dev pkg-config libjansson-dev libinih-dev \
	nettle-dev libcurl4-openssl-dev libcairo2-dev libpango1.0-dev \
	libseccomp-dev fonts-dejavu-core
CHECK_PACKAGES = jq python3 python3-yaml git strace mandoc openssh-client qpdf \
	poppler-utils libxml2-utils cmark-gfm

have = $(shell $(PKG_CONFIG) --exists $(1) 2>/dev/null && echo yes)
pkg = $(shell $(PKG_CONFIG) $(1) 2>/dev/null)

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion \
	-Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wvla \
	-Wwrite-strings -Wcast-qual -Wformat=2 -Wpointer-arith -Wundef \
	$(if $(WERROR),-Werror)
HARDEN = -D_FORTIFY_SOURCE=2 -fstack-protector-strong
CFLAGS ?= -O2
REPRODUCIBLE = -ffile-prefix-map=$(CURDIR)=.
ALL_CPPFLAGS = -D_POSIX_C_SOURCE=200809L -DBL_SHAREDIR='"$(SHAREDIR)"' -Ilib \
	$(call pkg,--cflags jansson inih nettle) $(CPPFLAGS)
ALL_CFLAGS = -std=c11 -fno-common -fPIE $(WARN) $(if $(NOHARDEN),,$(HARDEN)) \
	$(REPRODUCIBLE) -g $(CFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed $(LDFLAGS)
LIBS = $(call pkg,--libs jansson inih nettle) -lm

# libcurl is loaded at the first request (lib/curl_lazy), and only where GitHub is
# talked to; cairo and pango are linked only where PDFs are made.
PDF ?= $(call have,pangocairo cairo cairo-pdf)
LIBS_audit-render = $(if $(PDF),$(call pkg,--libs pangocairo cairo))
CPPFLAGS_audit-render = $(if $(PDF),-DHAVE_CAIRO $(call pkg,--cflags pangocairo cairo))
SECCOMP ?= $(call have,libseccomp)
ifneq ($(SECCOMP),)
SANDBOX_LIBS = $(call pkg,--libs libseccomp)
ALL_CPPFLAGS += -DHAVE_SECCOMP $(call pkg,--cflags libseccomp)
endif

# V=1 shows the commands.
Q = $(if $(V),,@)
say = $(if $(V),,@echo "  $(1)")

LIB = $(B)/lib/libbenchline.a
LIB_OBJS = $(patsubst lib/%.c,$(B)/lib/%.o,$(wildcard lib/*.c)) $(B)/gen/shipped.o
tool_objs = $(patsubst bin/%.c,$(B)/obj/%.o,$(wildcard bin/$(1)/*.c))
# A unit test or fuzz target called TOOL-topic gets TOOL's objects, less main.
tool_of = $(firstword $(foreach t,$(PROGRAMS),$(if $(filter $(t)-%,$(1)),$(t))))
test_objs = $(filter-out %/main.o,$(if $(call tool_of,$(1)),$(call tool_objs,$(call tool_of,$(1)))))

UNIT = $(patsubst tests/unit/%.c,$(B)/tests/unit/%,$(wildcard tests/unit/*.c))
DRIVERS = $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/*.c))
CONFIG_FILES = $(shell find config -type f | LC_ALL=C sort)

.PHONY: all programs tests check check-asan check-valgrind fuzz lint format \
	format-check install uninstall clean help demo demo-live demo-run bench \
	build-packages check-packages doc dist deb static sbom
.DELETE_ON_ERROR:
.SECONDARY:

all: programs
programs: $(PROGRAMS:%=$(B)/bin/%)

# The packages' names, and what to say where apt is not.
$(B)/.packages:
	@mkdir -p $(B)
	@tests/install-packages build $(BUILD_PACKAGES)
	@touch $@
build-packages: $(B)/.packages
check-packages: build-packages
	@tests/install-packages check $(CHECK_PACKAGES)

$(B)/lib/%.o: lib/%.c
	@mkdir -p $(@D)
	$(call say,cc $<)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<
$(B)/gen/shipped.c: tests/embed $(CONFIG_FILES)
	@mkdir -p $(@D)
	$(Q)tests/embed config $(CONFIG_FILES) > $@
$(B)/gen/shipped.o: $(B)/gen/shipped.c
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -Wno-overlength-strings -c -o $@ $<
$(LIB): $(LIB_OBJS)
	@mkdir -p $(@D)
	@rm -f $@
	$(Q)$(AR) rcsD $@ $(LIB_OBJS)

define PROGRAM
$$(B)/obj/$(1)/%.o: bin/$(1)/%.c
	@mkdir -p $$(@D)
	$$(call say,cc $$<)
	$$(Q)$$(CC) $$(ALL_CPPFLAGS) $$(CPPFLAGS_$(1)) $$(ALL_CFLAGS) -MMD -MP -c -o $$@ $$<
$$(B)/bin/$(1): $$(call tool_objs,$(1)) $$(LIB)
	@mkdir -p $$(@D)
	$$(call say,ld $(1))
	$$(Q)$$(CC) $$(ALL_CFLAGS) $$(ALL_LDFLAGS) -o $$@ $$(call tool_objs,$(1)) $$(LIB) $$(LIBS_$(1)) $$(SANDBOX_LIBS) $$(LIBS)
endef
$(foreach p,$(PROGRAMS),$(eval $(call PROGRAM,$(p))))

.SECONDEXPANSION:
$(B)/tests/unit/%: tests/unit/%.c tests/tap.h $$(call test_objs,$$*) $(LIB)
	@mkdir -p $(@D)
	$(call say,cc $<)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(CPPFLAGS_$(call tool_of,$*)) -Itests $(ALL_CFLAGS) -MMD -MP $(ALL_LDFLAGS) -o $@ $< \
		$(call test_objs,$*) $(LIB) $(LIBS_$(call tool_of,$*)) $(SANDBOX_LIBS) $(LIBS) $(LIBS_unit_$*)
$(B)/tests/%: tests/%.c $(LIB)
	@mkdir -p $(@D)
	$(call say,cc $<)
	$(Q)$(CC) $(ALL_CPPFLAGS) -Itests $(ALL_CFLAGS) -MMD -MP $(ALL_LDFLAGS) -o $@ $< $(LIB) $(LIBS)
$(B)/tests/preload/%.so: tests/preload/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c11 -O2 -fPIC -shared -o $@ $<
PRELOAD = $(patsubst tests/%.c,$(B)/tests/%.so,$(wildcard tests/preload/*.c))
tests: programs $(UNIT) $(DRIVERS) $(PRELOAD)
check: check-packages
	@$(MAKE) --no-print-directory tests
	@B=$(B) tests/run $(T)

# Everything again under AddressSanitizer and UBSan.  99: a finding.
ASAN = -O1 -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
SAN_ENV = ASAN_OPTIONS=exitcode=99:detect_leaks=1:allocator_may_return_null=1 \
	UBSAN_OPTIONS=exitcode=99:print_stacktrace=1 BENCHLINE_SANITIZED=1
check-asan: check-packages
	@$(MAKE) --no-print-directory tests B=build/asan NOHARDEN=1 CFLAGS="$(ASAN)"
	@$(SAN_ENV) B=build/asan tests/run $(T)
check-valgrind: check-packages
	@tests/install-packages check valgrind
	@$(MAKE) --no-print-directory tests
	@BENCHLINE_VALGRIND=1 BENCHLINE_TEST_TIMEOUT=5400 B=$(B) tests/run $(T)

# libFuzzer targets, under ASan and UBSan: make fuzz FUZZ_SECONDS=60
FUZZ = $(patsubst tests/fuzz/%.c,build/fuzz/%,$(wildcard tests/fuzz/*.c))
FUZZ_SECONDS ?= 60
fuzz: check-packages
	@tests/install-packages fuzz clang libclang-rt-14-dev
	@$(MAKE) --no-print-directory fuzzers CC=clang B=build/fuzz NOHARDEN=1 \
		CFLAGS="-O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
	@tests/fuzz/run $(FUZZ_SECONDS) $(F)
fuzzers: $(patsubst build/fuzz/%,$(B)/%,$(FUZZ))
.PHONY: fuzzers
$(B)/%: tests/fuzz/%.c $$(call test_objs,$$*) $(LIB)
	$(call say,cc $<)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(CPPFLAGS_$(call tool_of,$*)) -Itests $(ALL_CFLAGS) -fsanitize=fuzzer $(ALL_LDFLAGS) -o $@ $< \
		$(call test_objs,$*) $(LIB) $(LIBS_$(call tool_of,$*)) $(SANDBOX_LIBS) $(LIBS)

help:
	@sed -n 's/^# \{0,1\}//; 2,10p' Makefile
	@printf '%s\n' 'others: check-asan check-valgrind fuzz lint format bench' \
		'  install uninstall (PREFIX, DESTDIR) adopt (DIR) completion doc dist' \
		'  deb static sbom clean'

# Findings are errors; each suppression stands with its reason where it is used.
# readdir: on a stream of one's own it is safe, and readdir_r is obsolete.
C_FILES = $(sort $(wildcard bin/*/*.c lib/*.c))
LINT_DEFS = $(ALL_CPPFLAGS) $(CPPFLAGS_audit-render) -std=c11
# SC1091, SC2154: shellcheck does not follow tap.sh, which sets rc.
SCRIPTS = .ci/run .ci/nightly .ci/steps $(addprefix .packaging/,adopt completion \
	dependencies manuals sbom) $(addprefix tests/,debian demo embed \
	fuzz/run install-packages replay-cargo run)
TIDIED = $(C_FILES:%=build/tidy/%)
lint: build-packages
	@tests/install-packages lint clang-tidy cppcheck shellcheck mandoc
	@echo cppcheck; cppcheck --quiet -j 2 --enable=warning,performance,portability \
		--inline-suppr --error-exitcode=1 --suppress=missingIncludeSystem \
		--suppress=readdirCalled --library=posix --library=.cppcheck.cfg \
		-D__GNUC__ -Ilib $(C_FILES)
	@echo shellcheck; shellcheck -S warning -e SC1091,SC2154 -s sh tests/*.t tests/*.sh
	@shellcheck -S warning $(SCRIPTS)
	@echo mandoc; mandoc -Tlint -W warning man/*.[157]
	@echo gcc -fanalyzer; $(MAKE) --no-print-directory -j 2 B=build/analyzer NOHARDEN=1 \
		WERROR=1 CFLAGS="-O2 -fanalyzer" programs >/dev/null
	@echo clang-tidy; $(MAKE) --no-print-directory -j 2 tidied
	@echo "1 passed, 0 failed"
tidied: $(TIDIED)
.PHONY: tidied
$(TIDIED): build/tidy/%: % $(wildcard bin/*/*.h lib/*.h) .clang-tidy
	@mkdir -p $(@D)
	$(Q)clang-tidy --quiet $< -- $(LINT_DEFS) 2>$@.said || { cat $@.said; exit 1; }
	@touch $@

format:
	clang-format -i $$(git ls-files '*.c' '*.h')
format-check:
	clang-format --dry-run -Werror $$(git ls-files '*.c' '*.h')

# The whole pipeline on a bundled recording; demo-live: on a real cargo bench.
demo: build-packages
	@$(MAKE) --no-print-directory programs $(B)/tests/make-ledger
	@B=$(B) tests/demo
demo-live: build-packages
	@$(MAKE) --no-print-directory programs $(B)/tests/make-ledger
	@B=$(B) tests/demo live
bench: check-packages
	@$(MAKE) --no-print-directory tests static
	@B=$(B) tests/bench/run

install: programs
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(MANDIR)/man1 \
		$(DESTDIR)$(MANDIR)/man5 $(DESTDIR)$(MANDIR)/man7 $(DESTDIR)$(DOCDIR)
	install -m 755 $(PROGRAMS:%=$(B)/bin/%) $(DESTDIR)$(BINDIR)
	for s in 1 5 7; do \
		install -m 644 man/*.$$s $(DESTDIR)$(MANDIR)/man$$s || exit 1; done
	for f in $(CONFIG_FILES:config/%=%); do \
		install -D -m 644 config/$$f $(DESTDIR)$(SHAREDIR)/$$f || exit 1; done
	install -m 644 README.md LICENSE $(DESTDIR)$(DOCDIR)
uninstall:
	for p in $(PROGRAMS); do rm -f $(DESTDIR)$(BINDIR)/$$p; done
	for m in $(notdir $(wildcard man/*.[157])); do \
		rm -f $(DESTDIR)$(MANDIR)/man$${m##*.}/$$m; done
	rm -rf $(DESTDIR)$(SHAREDIR) $(DESTDIR)$(DOCDIR)
clean:
	rm -rf $(B)

-include .packaging/package.mk
-include $(wildcard $(B)/lib/*.d $(B)/obj/*/*.d $(B)/tests/*.d $(B)/tests/unit/*.d)
