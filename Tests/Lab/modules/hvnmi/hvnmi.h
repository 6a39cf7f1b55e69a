/* SPDX-License-Identifier: GPL-2.0-only */
/* What the CPU does while NMIs come. */
#ifndef HVNMI_H
#define HVNMI_H

#include <linux/types.h>

/* A turn of @work; whether all that it computed was right. */
struct hvnmi_work {
	const char *name;
	bool (*turn)(void);
};

extern const struct hvnmi_work hvnmi_works[];
extern const unsigned int hvnmi_nr_works;

#endif /* HVNMI_H */
