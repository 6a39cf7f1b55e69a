/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Validation of what user space passes to the ioctls, after it was copied.
 * Pure, so that it can be fuzzed. All return 0 or a negative error number.
 */
#ifndef HV_VALIDATE_H
#define HV_VALIDATE_H

#include "platform.h"
#include "../Generated/uapi/hvcore.h"

/**
 * hv_validate_size() - the size that a structure claims for itself
 * @size: what user space says
 * @minimum: of the first version of the structure
 * @known: of the version that this module knows
 *
 * Larger structures are allowed when what is beyond is zero, which
 * copy_struct_from_user() sees to; but not larger than a page.
 *
 * Return: 0; -EINVAL when it is too small; -E2BIG when it is too large.
 */
int hv_validate_size(u32 size, size_t minimum, size_t known);

/**
 * hv_validate_name() - a name of a profile
 * @name: HVCORE_NAME_LEN bytes
 *
 * Return: 0; -EINVAL when it is empty, has no terminator, has bytes that are
 * not printable ASCII, or bytes other than 0 after the terminator.
 */
int hv_validate_name(const char name[HVCORE_NAME_LEN]);

int hv_validate_profile_info(const struct hvcore_profile_info *arg);
int hv_validate_start(const struct hvcore_start *arg);
int hv_validate_stop(const struct hvcore_stop *arg);
int hv_validate_status(const struct hvcore_status *arg);

/* @nr_cpus: CPU numbers are below this. */
int hv_validate_stats(const struct hvcore_stats *arg, u32 nr_cpus);
int hv_validate_caps(const struct hvcore_caps *arg, u32 nr_cpus);
int hv_validate_guest_run(const struct hvcore_guest_run *arg);
int hv_validate_failure(const struct hvcore_failure *arg);
int hv_validate_dump(const struct hvcore_dump *arg);

#endif /* HV_VALIDATE_H */
