#include "forms.h"
#include "reports.h"
void
junit_write(const struct report *r, FILE *f)
{
	(void)r;
	(void)f;
}
void
openmetrics_write(const struct report *r, FILE *f)
{
	(void)r;
	(void)f;
}
