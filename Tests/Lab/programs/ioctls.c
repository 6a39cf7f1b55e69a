// SPDX-License-Identifier: GPL-2.0-only
/*
 * Malformed ioctls of /dev/hvcore: each must be refused with the right error
 * and change nothing. Ends with 0 when all were.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "hvcore.h"

#define NOWHERE ((void *)0x10)

static int device, failed;

static void expect(const char *what, int result, int wanted)
{
	int error = result < 0 ? errno : 0;

	if (error == wanted)
		return;
	printf("%s: error %d (%s), not %d (%s)\n", what, error, strerror(error), wanted, strerror(wanted));
	failed = 1;
}

/* Every ioctl with a structure, and the offset of the flags in each. */
static void structures(void)
{
	static const struct {
		const char *name;
		unsigned long request;
		size_t size;
	} all[] = {
		{ "PROFILE_INFO", HVCORE_IOC_PROFILE_INFO, sizeof(struct hvcore_profile_info) },
		{ "START", HVCORE_IOC_START, sizeof(struct hvcore_start) },
		{ "STOP", HVCORE_IOC_STOP, sizeof(struct hvcore_stop) },
		{ "STATUS", HVCORE_IOC_STATUS, sizeof(struct hvcore_status) },
		{ "STATS", HVCORE_IOC_STATS, sizeof(struct hvcore_stats) },
		{ "CAPS", HVCORE_IOC_CAPS, sizeof(struct hvcore_caps) },
		{ "FAILURE", HVCORE_IOC_FAILURE, sizeof(struct hvcore_failure) },
		{ "DUMP", HVCORE_IOC_DUMP, sizeof(struct hvcore_dump) },
	};
	static uint32_t words[4096];
	unsigned int i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		printf("%s\n", all[i].name);
		expect("address 0x10", ioctl(device, all[i].request, NOWHERE), EFAULT);
		memset(words, 0, sizeof(words));
		expect("size 0", ioctl(device, all[i].request, words), EINVAL);
		words[0] = 4;
		expect("size 4", ioctl(device, all[i].request, words), EINVAL);
		words[0] = all[i].size;
		words[1] = 1;
		expect("flags 1", ioctl(device, all[i].request, words), EINVAL);
		words[1] = 0x80000000;
		expect("flags 1 << 31", ioctl(device, all[i].request, words), EINVAL);
		memset(words, 0, sizeof(words));
		words[0] = all[i].size + 8;
		words[all[i].size / 4] = 1;
		expect("unknown bytes that are not 0", ioctl(device, all[i].request, words), E2BIG);
		memset(words, 0, sizeof(words));
		words[0] = 0xffffffff;
		expect("size 4 GiB", ioctl(device, all[i].request, words), E2BIG);
	}
}

static void names(void)
{
	struct hvcore_start start;

	memset(&start, 0, sizeof(start));
	start.size = sizeof(start);
	memset(start.name, 'a', sizeof(start.name));
	expect("a name without an end", ioctl(device, HVCORE_IOC_START, &start), EINVAL);
}

static void buffers(void)
{
	struct hvcore_dump dump = { .size = sizeof(dump) };
	struct hvcore_caps caps = { .size = sizeof(caps), .count = 64, .msrs = 0x10 };
	struct hvcore_event event;

	expect("CAPS into nowhere", ioctl(device, HVCORE_IOC_CAPS, &caps), EFAULT);
	expect("DUMP without raw_dumps", ioctl(device, HVCORE_IOC_DUMP, &dump), EPERM);
	caps.cpu = 4096;
	expect("CAPS of CPU 4096", ioctl(device, HVCORE_IOC_CAPS, &caps), ENXIO);
	expect("read less than a record", read(device, &event, 1), EINVAL);
	expect("write", write(device, &event, sizeof(event)), EINVAL);
}

int main(void)
{
	device = open("/dev/hvcore", O_RDWR | O_CLOEXEC | O_NONBLOCK);
	if (device < 0) {
		perror("/dev/hvcore");
		return 1;
	}
	expect("unknown number", ioctl(device, _IO(HVCORE_IOC_MAGIC, 0x7f), 0), ENOTTY);
	expect("other magic", ioctl(device, _IO(0xae, 0), 0), ENOTTY);
	structures();
	names();
	buffers();
	close(device);
	return failed;
}
