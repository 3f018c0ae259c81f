/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* output - see output.h */
#include "output.h"

#include <stdio.h>
#include <stdlib.h>

#include "field.h"
#include "jout.h"

static json_t *
posted_json(const struct posted *p)
{
	json_t *v = json_object();

	json_object_set_new(v, "action", json_string(action_name(p->action)));
	json_object_set_new(
	    v, "id", p->id > 0 ? json_integer(p->id) : json_null());
	json_object_set_new(
	    v, "reason", p->why != NULL ? json_string(p->why) : json_null());
	json_object_set_new(
	    v, "url", p->url != NULL ? json_string(p->url) : json_null());
	return v;
}

void
output_document(struct jio_doc *doc, const struct posted *posted, size_t n)
{
	json_t *v = posted_json(&posted[0]);

	if (n > 1)
		json_object_set_new(v, "promotion", posted_json(&posted[1]));
	json_object_set_new(
	    field_make(doc->root, "/_metadata"), "pr_comment", v);
	jout_doc(stdout, doc);
}

/* {body, method, url}: the first write that would be made. */
static void
dry_letter(
    struct jout *j, const struct letter *letter, size_t n, const char *url)
{
	char *body = envelope_body(&letter[0], NULL, 0);

	jout_object(j);
	jout_kstr(j, "body", body);
	jout_kstr(j, "method", "POST");
	if (n > 1) {
		jout_key(j, "promotion");
		dry_letter(j, &letter[1], n - 1, url);
	}
	jout_kstr(j, "url", url);
	jout_end(j);
	free(body);
}

void
output_dry(const struct letter *letter, size_t n, const char *url)
{
	struct jout j;

	jout_start(&j, stdout, JOUT_PRETTY);
	dry_letter(&j, letter, n, url);
	jout_finish(&j);
}
