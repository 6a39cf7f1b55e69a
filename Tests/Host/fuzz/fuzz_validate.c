// SPDX-License-Identifier: GPL-2.0-only
/* Any bytes from user space: what is accepted must be what was promised. */
#include <stdlib.h>

#include "validate.h"

#define MUST(condition)                                                    \
	do {                                                               \
		if (!(condition)) {                                        \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, \
				#condition);                               \
			abort();                                           \
		}                                                          \
	} while (0)

/* A structure whose bytes are the input, the rest 0. */
#define TAKE(arg)                                                       \
	do {                                                            \
		memset(&(arg), 0, sizeof(arg));                         \
		memcpy(&(arg), data, min_t(size_t, size, sizeof(arg))); \
	} while (0)

static void check_name(const char *name)
{
	size_t length = strnlen(name, HVCORE_NAME_LEN);

	MUST(length > 0 && length < HVCORE_NAME_LEN);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct hvcore_profile_info info;
	struct hvcore_guest_run run;
	struct hvcore_status status;
	struct hvcore_start start;
	struct hvcore_stats stats;
	struct hvcore_caps caps;
	struct hvcore_stop stop;

	TAKE(info);
	if (!hv_validate_profile_info(&info))
		MUST(info.size >= sizeof(info) && info.size <= 4096 &&
		     !info.flags);
	TAKE(start);
	if (!hv_validate_start(&start)) {
		MUST(start.size >= sizeof(start) && start.size <= 4096 &&
		     !start.flags);
		check_name(start.name);
	}
	TAKE(stop);
	if (!hv_validate_stop(&stop))
		MUST(stop.size >= sizeof(stop) && stop.size <= 4096 &&
		     !stop.flags);
	TAKE(status);
	if (!hv_validate_status(&status))
		MUST(status.size >= sizeof(status) && status.size <= 4096 &&
		     !status.flags && !status.pad);
	TAKE(stats);
	if (!hv_validate_stats(&stats, 8))
		MUST((stats.cpu < 8 || stats.cpu == HVCORE_ALL_CPUS) &&
		     (!stats.count || stats.stats) && !stats.flags);
	TAKE(caps);
	if (!hv_validate_caps(&caps, 8))
		MUST(caps.cpu < 8 && (!caps.count || caps.msrs) && !caps.flags);
	TAKE(run);
	if (!hv_validate_guest_run(&run)) {
		MUST(run.code && run.code_size && run.code_size <= 4096);
		MUST(run.max_exits && run.max_exits <= 1000000 && !run.flags);
		check_name(run.name);
	}
	return 0;
}
