/* SPDX-License-Identifier: GPL-2.0-only */
/* Finding a profile, and who may use the ones for tests. */
#ifndef HV_PROFILES_H
#define HV_PROFILES_H

#include "profile.h"

/* Whether test profiles are offered: a module parameter, and no lockdown. */
bool hv_profiles_for_tests(void);

/* The profile of that name that may be used, or NULL. */
const struct hv_profile *hv_profile_find(const char *name);

/* The profile with that index among those that may be used, or NULL. */
const struct hv_profile *hv_profile_at(u32 index);

#endif /* HV_PROFILES_H */
