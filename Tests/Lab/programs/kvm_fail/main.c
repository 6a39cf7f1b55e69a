// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes KVM fail to enter a guest, in one of many ways.
 *
 *	kvm_fail list CONFIG	names of the ways that are for KVM's module as it is loaded (unrestricted,
 *				restricted, no-ept), and what comes of each: fails, enters, runs, healthy
 *	kvm_fail try NAME	goes one way; ends with 0 when that came of it which was expected, with 4
 *				when the processor lacks what is needed
 *
 * A line in the kernel's log before and one after tell whose dump is between them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kvm_fail.h"

#define PARAMETERS "/sys/module/hvbreak/parameters/"
#define EDITS_FILE PARAMETERS "edits"

static const struct ways *const all[] = { &whole_ways, &control_ways, &injection_ways, &host_ways, &register_ways,
					  &segment_ways, &state_ways, &ioctl_ways,
					  &restricted_ways, &no_ept_ways };

/* A whole line: the kernel keeps one without an end back until the next. */
static void log_line(const char *text)
{
	int file = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);

	if (file < 0 || write(file, text, strlen(text)) < 0) {
		perror("kvm_fail: /dev/kmsg");
		exit(3);
	}
	close(file);
	fputs(text, stdout);
}

/* The kernel's log from here on. */
static int log_end(void)
{
	int file = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (file < 0 || lseek(file, 0, SEEK_END) < 0) {
		perror("kvm_fail: /dev/kmsg");
		exit(3);
	}
	return file;
}

/* Return: how many VMCSs KVM has shown since; -1 when that is not known. */
static int dumps_since(int file)
{
	char record[2048];
	int dumps = 0;
	ssize_t size;

	while ((size = read(file, record, sizeof(record) - 1)) > 0) {
		record[size] = 0;
		dumps += !!strstr(record, "*** Guest State ***");
	}
	return errno == EAGAIN ? dumps : -1;
}

static const char *outcome(const struct way *way)
{
	switch (way->expected) {
	case ENTERS:
		return "enters";
	case RUNS:
		return "runs";
	case HEALTHY:
		return "healthy";
	default:
		return "fails";
	}
}

static const struct way *find(const char *name)
{
	size_t i, k;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		for (k = 0; k < all[i]->count; k++)
			if (!strcmp(all[i]->first[k].name, name))
				return &all[i]->first[k];
	return NULL;
}

static int list(const char *config)
{
	size_t i, k;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		for (k = 0; k < all[i]->count; k++)
			if (!strcmp(config_names[all[i]->first[k].config], config))
				printf("%s %s\n", all[i]->first[k].name, outcome(&all[i]->first[k]));
	return 0;
}

/* One of the module's parameters, of which it has the processor's MSRs. */
static uint64_t parameter(const char *path)
{
	FILE *file = fopen(path, "re");
	unsigned long long value;

	if (!file || fscanf(file, "%llu", &value) != 1) {
		perror("kvm_fail: " PARAMETERS);
		exit(3);
	}
	fclose(file);
	return value;
}

static bool is_possible(const struct way *way)
{
	if ((uint32_t)way->needs & ~(parameter(PARAMETERS "secondary") >> 32))
		return false;
	return !((way->needs & NO_ZERO_LENGTH && parameter(PARAMETERS "misc") & BIT(30)) ||
		 (way->needs & NO_FREE_CODE && parameter(PARAMETERS "basic") & BIT(56)) ||
		 (way->needs & NO_EPT_SHADOW_STACK && parameter(PARAMETERS "ept") & BIT(23)));
}

static int edits_of(const struct way *way)
{
	int i = 0;

	while (i < EDITS && way->edits[i].operation)
		i++;
	return i;
}

static void arm(const struct way *way)
{
	int file, i, count = edits_of(way), length = 0;
	char text[256];

	if (!count)
		return;
	for (i = 0; i < count; i++)
		length += snprintf(text + length, sizeof(text) - length, "%x %c %llx ", way->edits[i].field,
				   way->edits[i].operation, (unsigned long long)way->edits[i].value);
	file = open(EDITS_FILE, O_WRONLY | O_CLOEXEC);
	if (file < 0 || write(file, text, length) != length) {
		perror("kvm_fail: " EDITS_FILE);
		exit(3);
	}
	close(file);
}

/* What the module did, as "FIELD OPERATION VALUE: BEFORE -> AFTER; …". Ends the process when it did nothing. */
static void done(const struct way *way, char *text, size_t size)
{
	FILE *file = fopen(EDITS_FILE, "re");
	unsigned long long before, after;
	unsigned int field;
	int i, count = edits_of(way), length = 0;

	for (i = 0; file && i < count; i++) {
		if (fscanf(file, "%x %llx %llx", &field, &before, &after) != 3)
			break;
		length += snprintf(text + length, size - length, "%sfield 0x%x %c 0x%llx: 0x%llx -> 0x%llx",
				   i ? "; " : "", field, way->edits[i].operation,
				   (unsigned long long)way->edits[i].value, before, after);
	}
	if (!file || i < count) {
		fprintf(stderr, "kvm_fail: the module has not changed the VMCS\n");
		exit(3);
	}
	fclose(file);
}

/* Return: what of way->expected came. */
static uint32_t result(const struct machine *machine, unsigned int reason)
{
	const struct kvm_run *run = machine->run;

	switch (reason) {
	case KVM_EXIT_FAIL_ENTRY:
		return run->fail_entry.hardware_entry_failure_reason;
	case KVM_EXIT_IO:
		return run->io.port == 0x10 ? RUNS : ENTERS;
	case KVM_EXIT_INTERNAL_ERROR:
		if (run->internal.suberror == KVM_INTERNAL_ERROR_UNEXPECTED_EXIT_REASON && run->internal.data[0] == 16)
			return HEALTHY;
		return ENTERS;
	default:
		return ENTERS;
	}
}

static int try(const struct way *way)
{
	char text[900], how[600];
	struct machine machine;
	unsigned int reason;
	uint32_t came;
	int error, log, dumps;

	if (!is_possible(way))
		return 4;
	machine_create(&machine, way->mode, way->with_apic);
	if (way->change)
		way->change(&machine);
	snprintf(text, sizeof(text), "kvm_fail: begin %s\n", way->name);
	log_line(text);
	log = log_end();
	error = machine_set(&machine);
	if (error) {
		fprintf(stderr, "kvm_fail: KVM refuses the state: %s\n", strerror(error));
		return 1;
	}
	arm(way);
	reason = machine_run(&machine);
	came = result(&machine, reason);
	dumps = dumps_since(log);
	if (way->how)
		snprintf(how, sizeof(how), "%s", way->how);
	else if (edits_of(way))
		done(way, how, sizeof(how));
	else
		snprintf(how, sizeof(how), "nothing");
	snprintf(text, sizeof(text), "kvm_fail: end %s mode=%s rule=VE-%04u kvm-exit=%u result=%#x how=%s\n", way->name,
		 mode_names[way->mode], way->rule, reason, came, how);
	log_line(text);
	if (dumps != (came != ENTERS && came != RUNS)) {
		fprintf(stderr, "kvm_fail: %s: %d VMCSs in the kernel's log\n", way->name, dumps);
		return 1;
	}
	/* That the guest ran on is one way of entering. */
	if (came == way->expected || (way->expected == ENTERS && (came == RUNS || came == HEALTHY)))
		return 0;
	fprintf(stderr, "kvm_fail: %s: %#x instead of %#x\n", way->name, came, way->expected);
	return 1;
}

int main(int argc, char **argv)
{
	const struct way *way;

	if (argc == 3 && !strcmp(argv[1], "list"))
		return list(argv[2]);
	if (argc != 3 || strcmp(argv[1], "try")) {
		fprintf(stderr, "usage: kvm_fail list CONFIG | kvm_fail try NAME\n");
		return 2;
	}
	way = find(argv[2]);
	if (!way) {
		fprintf(stderr, "kvm_fail: no way is called %s\n", argv[2]);
		return 2;
	}
	return try(way);
}
