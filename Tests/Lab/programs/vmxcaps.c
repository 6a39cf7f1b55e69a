// SPDX-License-Identifier: GPL-2.0-only
/*
 * What of VT-x a CPU has, read through the msr driver: a second opinion on what the module reads and negotiates.
 *
 *	vmxcaps			the names of all that it has, one a line
 *	vmxcaps NAME...		those of the names that it has, in one line
 *	vmxcaps --raw CPU	the capability MSRs: address and value, one a line
 *
 * Control bits are from SDM volume 3, "VM-Execution Control Fields"; the others from "VMX Capability Reporting Facility".
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BASIC 0x480
#define PIN 0x481
#define PRIMARY 0x482
#define MISC 0x485
#define SECONDARY 0x48b
#define EPT_VPID 0x48c
#define LAST 0x491

/* Bit of the MSR; that a control may be 1 is in the upper half. */
#define ALLOWED_1 32
#define ACTIVATE_SECONDARY 31

static const struct {
	const char *name;
	uint32_t msr;
	unsigned int bit;
} capabilities[] = {
	{ "true-controls", BASIC, 55 },
	{ "wait-for-sipi", MISC, 8 },
	{ "virtual-nmis", PIN, ALLOWED_1 + 5 },
	{ "preemption-timer", PIN, ALLOWED_1 + 6 },
	{ "hlt-exiting", PRIMARY, ALLOWED_1 + 7 },
	{ "invlpg-exiting", PRIMARY, ALLOWED_1 + 9 },
	{ "rdtsc-exiting", PRIMARY, ALLOWED_1 + 12 },
	{ "cr3-load-exiting", PRIMARY, ALLOWED_1 + 15 },
	{ "mov-dr-exiting", PRIMARY, ALLOWED_1 + 23 },
	{ "io-exiting", PRIMARY, ALLOWED_1 + 24 },
	{ "monitor-trap-flag", PRIMARY, ALLOWED_1 + 27 },
	{ "pause-exiting", PRIMARY, ALLOWED_1 + 30 },
	{ "ept", SECONDARY, ALLOWED_1 + 1 },
	{ "descriptor-table-exiting", SECONDARY, ALLOWED_1 + 2 },
	{ "rdtscp", SECONDARY, ALLOWED_1 + 3 },
	{ "vpid", SECONDARY, ALLOWED_1 + 5 },
	{ "wbinvd-exiting", SECONDARY, ALLOWED_1 + 6 },
	{ "unrestricted-guest", SECONDARY, ALLOWED_1 + 7 },
	{ "rdrand-exiting", SECONDARY, ALLOWED_1 + 11 },
	{ "invpcid", SECONDARY, ALLOWED_1 + 12 },
	{ "vm-functions", SECONDARY, ALLOWED_1 + 13 },
	{ "shadow-vmcs", SECONDARY, ALLOWED_1 + 14 },
	{ "rdseed-exiting", SECONDARY, ALLOWED_1 + 16 },
	{ "pml", SECONDARY, ALLOWED_1 + 17 },
	{ "xsaves", SECONDARY, ALLOWED_1 + 20 },
	{ "tsc-scaling", SECONDARY, ALLOWED_1 + 25 },
	{ "ept-accessed-dirty", EPT_VPID, 21 },
};

static uint64_t read_msr(int cpu, uint32_t msr)
{
	uint64_t value;
	char path[32];
	int file;

	snprintf(path, sizeof(path), "/dev/cpu/%d/msr", cpu);
	file = open(path, O_RDONLY);
	if (file < 0) {
		perror(path);
		exit(2);
	}
	/* A processor without the MSR has nothing of it. */
	if (pread(file, &value, sizeof(value), msr) != sizeof(value))
		value = 0;
	close(file);
	return value;
}

static int has(unsigned int index)
{
	uint32_t msr = capabilities[index].msr;

	if (msr == SECONDARY && !(read_msr(0, PRIMARY) >> (ALLOWED_1 + ACTIVATE_SECONDARY) & 1))
		return 0;
	return read_msr(0, msr) >> capabilities[index].bit & 1;
}

static int find(const char *name)
{
	unsigned int i;

	for (i = 0; i < sizeof(capabilities) / sizeof(*capabilities); i++)
		if (!strcmp(name, capabilities[i].name))
			return i;
	fprintf(stderr, "vmxcaps: no capability is called %s\n", name);
	exit(2);
}

int main(int argc, char **argv)
{
	const char *separator = "";
	unsigned int i;
	int argument;

	if (argc == 3 && !strcmp(argv[1], "--raw")) {
		for (i = BASIC; i <= LAST; i++)
			printf("%#x 0x%016llx\n", i, (unsigned long long)read_msr(atoi(argv[2]), i));
		return 0;
	}
	if (argc == 1) {
		for (i = 0; i < sizeof(capabilities) / sizeof(*capabilities); i++)
			if (has(i))
				puts(capabilities[i].name);
		return 0;
	}
	for (argument = 1; argument < argc; argument++)
		if (has(find(argv[argument]))) {
			printf("%s%s", separator, argv[argument]);
			separator = " ";
		}
	puts("");
	return 0;
}
