// SPDX-License-Identifier: GPL-2.0-only
/* Exit counters of the hypervisor that runs, on the CPU of the tests. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "differential.h"
#include "hvcore.h"

int count_exits(uint64_t counts[NR_REASONS])
{
	static struct hvcore_stat all[512];
	struct hvcore_stats request = {
		.size = sizeof(request), .cpu = 0, .count = ARRAY_SIZE(all), .stats = (uintptr_t)all,
	};
	int device = open("/dev/hvcore", O_RDWR | O_CLOEXEC);
	unsigned int i;

	if (device < 0 || ioctl(device, HVCORE_IOC_STATS, &request)) {
		perror("/dev/hvcore: statistics");
		if (device >= 0)
			close(device);
		return 2;
	}
	close(device);
	memset(counts, 0, NR_REASONS * sizeof(counts[0]));
	for (i = 0; i < request.count; i++)
		if (!strcmp(all[i].name, "exits") && all[i].index < NR_REASONS)
			counts[all[i].index] = all[i].value;
	return 0;
}
