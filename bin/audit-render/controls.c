/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* controls - what the records show for each control, in the audit report */
#include <math.h>
#include <string.h>

#include "evidence.h"
#include "sections.h"
#include "words.h"

static const struct column control_columns[] = {
    {"control", "Control", COLUMN_TEXT},
    {"shown", "What the records show", COLUMN_TEXT},
    {"count", "Complete", COLUMN_NUMBER},
    {"limits", "Limits", COLUMN_TEXT},
    {"state", "State", COLUMN_STATE},
};

static void
control_row(struct study *s, struct table *t, const struct control *k)
{
	struct report *r = s->r;
	struct cell *c = report_row(r, t);
	struct evidence e;

	evidence_of(s, k, &e);
	evidence_title(r, k, &c[0]);
	c[1].text = report_name(r, k->claim, 400);
	c[1].note = e.found;
	c[2].text = e.count;
	c[2].value = e.of ? (double)e.met : NAN;
	c[3].text = report_name(r, k->limits, 600);
	c[4].tone = e.tone;
	c[4].text = e.state;
	if (e.ngap)
		c[4].note = report_printf(r, "record%s %s%s%s",
		    e.ngap == 1 ? "" : "s", words_list(r, e.gap, e.ngap, 4),
		    e.gap_what ? ": " : "", e.gap_what ? e.gap_what : "");
}

void
section_controls(struct study *s)
{
	const struct audit_conf *conf = s->a->conf;
	struct report *r = s->r;
	struct section *sec =
	    report_section(r, "controls", "Evidence for controls",
		"What these records can show an assessor, and "
		"where they fall short.");
	struct table *t =
	    TABLE(r, sec, "controls", "Controls", control_columns);
	size_t i;

	sec->brief = "Controls";
	for (i = 0; i < conf->ncontrol; i++) {
		if (control_printed(conf, &conf->control[i]))
			control_row(s, t, &conf->control[i]);
	}
	report_block(r, sec, BLOCK_NOTE, "evidence", EVIDENCE_SENTENCE);
}
