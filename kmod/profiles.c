// SPDX-License-Identifier: GPL-2.0-only
#include <linux/moduleparam.h>
#include <linux/security.h>

#include "profiles.h"

static bool test_profiles;
module_param(test_profiles, bool, 0400);
MODULE_PARM_DESC(test_profiles, "offer profiles that are for tests only");

/*
 * A test profile may show user space what only ring 0 should see, so a kernel
 * that is locked down does not offer it, whatever the parameter says.
 */
bool hv_profiles_for_tests(void)
{
	return test_profiles &&
	       !security_locked_down(LOCKDOWN_MODULE_PARAMETERS);
}

const struct hv_profile *hv_profile_at(u32 index)
{
	bool tests = hv_profiles_for_tests();
	unsigned int i;

	for (i = 0; i < hv_nr_profiles; i++) {
		if (hv_profiles[i]->test_only && !tests)
			continue;
		if (!index--)
			return hv_profiles[i];
	}
	return NULL;
}

const struct hv_profile *hv_profile_find(const char *name)
{
	const struct hv_profile *profile;
	u32 index = 0;

	while ((profile = hv_profile_at(index++)))
		if (!strcmp(profile->name, name))
			return profile;
	return NULL;
}
