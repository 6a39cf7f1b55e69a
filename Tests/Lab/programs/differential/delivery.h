/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DIFFERENTIAL_DELIVERY_H
#define DIFFERENTIAL_DELIVERY_H

#include "../../modules/hvconform/hvconform.h"

/* Runs of the category `nested` whose outcome is not what the table of double faults says. */
unsigned int count_wrong_double_faults(const struct hvconform_run *list, unsigned int count);

#endif /* DIFFERENTIAL_DELIVERY_H */
