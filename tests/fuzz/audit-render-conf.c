/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* audit.ini: any text loads, or is refused in words; what loads is usable. */
#include <stdint.h>
#include <stdlib.h>

#include "../../bin/audit-render/audit_conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct err e = {ST_DONE, ""};
	struct audit_conf c = {0};

	if (audit_conf_parse(&c, (const char *)data, n, "audit.ini", &e)) {
		if (c.retention_months < 0 || c.history_months < 0 ||
		    !c.format || !c.standard || !c.project)
			abort();
		for (size_t i = 0; i < c.ncontrol; i++) {
			if (!c.control[i].title || !c.control[i].standard)
				abort();
		}
		audit_conf_free(&c);
	} else if (e.status != ST_USAGE || !*e.text) {
		abort();
	}
	return 0;
}
