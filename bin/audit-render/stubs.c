#include "forms.h"
#include "reports.h"
void
markdown_write(const struct report *r, FILE *f)
{
	(void)r;
	(void)f;
}
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
void
compliance_report(struct report *r, const struct account *a)
{
	(void)r;
	(void)a;
}
void
trend_report(struct report *r, const struct account *a)
{
	(void)r;
	(void)a;
}
