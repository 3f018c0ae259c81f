/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* baselines - see baselines.h */
#include "baselines.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "field.h"
#include "jout.h"
#include "jseq.h"
#include "perf.h"

#define TOP "baseline.json"
#define DIRECTORY "baselines"

enum state { UNSEEN, PROVEN, UNPROVEN, WRONG };

struct baseline_file {
	char *name;
	enum state state; /* UNSEEN: its record was not met */
	double seq;       /* of the record that it names */
	char head[SHA256_HEX], document[SHA256_HEX];
};

size_t
baselines_digest(struct jio_doc *d, char out[SHA256_HEX])
{
	json_t *section = field_at(d->root, "/_metadata/baseline");
	size_t n;
	FILE *f = fsio_sha256_stream(out, &n);

	if (json_is_object(section) &&
	    json_object_set_new(section, "head", json_null()) != 0)
		xdie();
	jout_doc(f, d);
	fclose(f);
	return n;
}

/* name, new, is b's then.  A document that can't be read is no promoted one. */
static bool
read_one(struct baselines *b, const char *dir, char *name, struct err *e)
{
	char *path = fsio_join(dir, name);
	struct jio_doc d = {0};
	struct err unread = {0};
	struct baseline_file *v;
	const char *head;

	b->file = xrealloc(b->file, (b->n + 1) * sizeof(*b->file));
	v = &b->file[b->n++];
	*v = (struct baseline_file){.name = name, .state = WRONG};
	if (fsio_plain(path, &unread) &&
	    jio_load(&d, path, PERF_BIG, &unread)) {
		head = field_str_at(d.root, "/_metadata/baseline/head");
		if (head && strlen(head) < SHA256_HEX) {
			strcpy(v->head, head);
			v->state = UNSEEN;
		}
		v->seq = field_num_at(d.root, "/_metadata/baseline/record/seq");
		baselines_digest(&d, v->document);
		jio_free(&d);
	} else if (unread.status == ST_SYSTEM) {
		*e = unread;
	}
	free(path);
	return unread.status != ST_SYSTEM;
}

static int
is_document(const struct dirent *ent)
{
	size_t n = strlen(ent->d_name);

	return *ent->d_name != '.' && n > 5 &&
	       strcmp(ent->d_name + n - 5, ".json") == 0;
}

bool
baselines_read(struct baselines *b, const char *dir, struct err *e)
{
	char *top = fsio_join(dir, TOP), *sub = fsio_join(dir, DIRECTORY);
	struct dirent **ent = NULL;
	bool good = access(top, F_OK) != 0 || read_one(b, dir, xstrdup(TOP), e);
	int i, n = good ? scandir(sub, &ent, is_document, alphasort) : 0;

	if (n < 0 && errno != ENOENT)
		good = err_sys(e, "can't read '%s'", sub);
	for (i = 0; i < n; i++) {
		good = good && read_one(b, dir,
				   fsio_join(DIRECTORY, ent[i]->d_name), e);
		free(ent[i]);
	}
	free(ent);
	free(sub);
	free(top);
	return good;
}

void
baselines_meet(struct baselines *b, const struct ledger_record *rec)
{
	struct span document;
	size_t i;

	for (i = 0; i < b->n; i++) {
		struct baseline_file *v = &b->file[i];

		if (v->state != UNSEEN || strcmp(v->head, rec->hash) != 0)
			continue;
		if (!jseq_member(rec->data, "document_sha256", &document))
			v->state = UNPROVEN;
		else
			v->state =
			    jseq_is(document, v->document) ? PROVEN : WRONG;
	}
}

struct baselines_result
baselines_result(const struct baselines *b, unsigned long long first_seq)
{
	struct baselines_result r = {0};
	size_t i;

	for (i = 0; i < b->n; i++) {
		const struct baseline_file *v = &b->file[i];

		if (v->state == PROVEN) {
			r.proven++;
		} else if (v->state == UNPROVEN ||
			   (v->state == UNSEEN && v->seq < (double)first_seq)) {
			r.unproven++;
		} else if (r.wrong++ == 0) {
			r.first_wrong = v->name;
			r.no_record = v->state == UNSEEN;
		}
	}
	return r;
}

void
baselines_free(struct baselines *b)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		free(b->file[i].name);
	free(b->file);
}
