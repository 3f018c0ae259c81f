# package.mk - what surrounds the programs: packages, manuals in HTML, shell
# completion, a list of what is linked; included by Makefile.
#
#   make dist       build/benchline-VERSION.tar.gz: the same bytes for one commit
#   make deb        build/benchline_VERSION_ARCH.deb
#   make static     the four filters without network or fonts, as static programs
#   make sbom       build/sbom.cdx.json: CycloneDX, each program and library
#   make doc        build/doc: the manuals in HTML
#   make adopt DIR=../my-project   copy workflows, action and thresholds there

VERSION := $(shell sed -n 's/^\#define BL_VERSION "\(.*\)"/\1/p' lib/diag.h)
COMPLETIONS = $(PREFIX)/share/bash-completion/completions
ZSH_COMPLETIONS = $(PREFIX)/share/zsh/site-functions
FISH_COMPLETIONS = $(PREFIX)/share/fish/vendor_completions.d
STATIC = bench-exec criterion-parse perf-json slo-check
MANUALS = $(wildcard man/*.[157])

.PHONY: static-programs adopt completion install-completion uninstall-completion

# Before the first file is compiled: is everything there, and what is it called?
$(LIB_OBJS): | $(B)/.dependencies
$(B)/.dependencies: .packaging/dependencies.tsv .packaging/dependencies
	@mkdir -p $(B)
	@PKG_CONFIG="$(PKG_CONFIG)" .packaging/dependencies
	@touch $@

dist: $(B)/benchline-$(VERSION).tar.gz
$(B)/benchline-$(VERSION).tar.gz: FORCE
	@mkdir -p $(B)
	@git diff --quiet HEAD || echo "dist: holds the last commit, not what is uncommitted" >&2
	git archive --format=tar --prefix=benchline-$(VERSION)/ HEAD | gzip -9n > $@
FORCE:

deb:
	@tests/install-packages "make a package" build-essential debhelper fakeroot
	rm -rf $(B)/deb
	mkdir -p $(B)/deb/benchline-$(VERSION)
	tar -cf - --exclude=./build --exclude=./.git --exclude=./$(B) . | \
		tar -xf - -C $(B)/deb/benchline-$(VERSION)
	cp -r .packaging/debian $(B)/deb/benchline-$(VERSION)/debian
	sed 's/@VERSION@/$(VERSION)/' .packaging/debian/changelog \
		> $(B)/deb/benchline-$(VERSION)/debian/changelog
	cd $(B)/deb/benchline-$(VERSION) && env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL \
		dpkg-buildpackage -us -uc -b
	cp $(B)/deb/benchline_*.deb $(B)/

static:
	@$(MAKE) --no-print-directory B=$(B)/static LDFLAGS="-static-pie $(LDFLAGS)" \
		PKG_CONFIG="$(PKG_CONFIG) --static" static-programs
static-programs: $(STATIC:%=$(B)/bin/%)

sbom: $(B)/sbom.cdx.json
$(B)/sbom.cdx.json: programs .packaging/sbom
	@tests/install-packages "list what is linked" jq binutils
	.packaging/sbom $(VERSION) $(PROGRAMS:%=$(B)/bin/%) > $@.tmp
	mv $@.tmp $@

doc:
	@tests/install-packages "make the manuals" mandoc
	@mkdir -p $(B)/doc
	.packaging/manuals $(B)/doc $(MANUALS)

completion: $(PROGRAMS:%=$(B)/completion/bash/%) $(B)/completion/zsh/_benchline \
	$(PROGRAMS:%=$(B)/completion/fish/%.fish)
$(B)/completion/bash/%: .packaging/completion .packaging/options.tsv
	@mkdir -p $(@D)
	@.packaging/completion bash $* > $@
$(B)/completion/zsh/_benchline: .packaging/completion .packaging/options.tsv
	@mkdir -p $(@D)
	@.packaging/completion zsh > $@
$(B)/completion/fish/%.fish: .packaging/completion .packaging/options.tsv
	@mkdir -p $(@D)
	@.packaging/completion fish $* > $@

install: install-completion
install-completion: completion
	install -d $(DESTDIR)$(COMPLETIONS) $(DESTDIR)$(ZSH_COMPLETIONS) \
		$(DESTDIR)$(FISH_COMPLETIONS)
	install -m 644 $(PROGRAMS:%=$(B)/completion/bash/%) $(DESTDIR)$(COMPLETIONS)
	install -m 644 $(B)/completion/zsh/_benchline $(DESTDIR)$(ZSH_COMPLETIONS)
	install -m 644 $(PROGRAMS:%=$(B)/completion/fish/%.fish) $(DESTDIR)$(FISH_COMPLETIONS)
uninstall: uninstall-completion
uninstall-completion:
	for p in $(PROGRAMS); do rm -f $(DESTDIR)$(COMPLETIONS)/$$p \
		$(DESTDIR)$(FISH_COMPLETIONS)/$$p.fish; done
	rm -f $(DESTDIR)$(ZSH_COMPLETIONS)/_benchline

adopt:
	@.packaging/adopt $(DIR)
