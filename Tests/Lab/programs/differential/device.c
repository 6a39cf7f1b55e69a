// SPDX-License-Identifier: GPL-2.0-only
/* The test module. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "differential.h"

uint64_t native_cr0, native_cr4, native_cr3, native_xcr0;

int open_device(void)
{
	int device = open("/dev/hvconform", O_RDWR | O_CLOEXEC);

	if (device < 0) {
		perror("/dev/hvconform");
		exit(2);
	}
	return device;
}

int run_list(struct hvconform_run *list, unsigned int count)
{
	struct hvconform_batch batch = { .runs = (uintptr_t)list, .count = count };
	int device = open_device(), result = 0;

	if (ioctl(device, HVCONFORM_IOC_RUN, &batch)) {
		perror("HVCONFORM_IOC_RUN");
		result = 2;
	}
	close(device);
	return result;
}

void learn_native_state(void)
{
	struct hvconform_run probe = { .msrs = { -1, -1, -1 }, .flags = HVCONFORM_EMPTY };

	if (run_list(&probe, 1))
		exit(2);
	native_cr0 = probe.cr0_out;
	native_cr3 = probe.cr3_out;
	native_cr4 = probe.cr4_out;
	native_xcr0 = probe.xcr0_out;
}
