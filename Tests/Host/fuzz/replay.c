// SPDX-License-Identifier: GPL-2.0-only
/*
 * A fuzzer without libFuzzer: gives it the inputs that are kept, each once, and
 * reports in KTAP. A file whose name ends in .hex has one in each line.
 */
#include <sanitizer/common_interface_defs.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "input.h"

#define MAX_SIZE	4096

static const char *file_name;
static unsigned int number;

/* The program ends: which input it was. */
static void say_which(void)
{
	printf("not ok - %s: input %u\n", file_name, number);
	fflush(stdout);
}

static void aborted(int signal)
{
	(void)signal;
	say_which();
	_exit(1);
}

/* Of its own size, so that a sanitizer sees what reads on. */
static void run(const u8 *bytes, size_t size)
{
	u8 *copy = malloc(size ? size : 1);

	if (!copy)
		abort();
	memcpy(copy, bytes, size);
	number++;
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static void run_lines(FILE *file)
{
	static char line[2 * MAX_SIZE + 2];
	static u8 bytes[MAX_SIZE];
	unsigned int byte;
	size_t size;

	while (fgets(line, sizeof(line), file)) {
		for (size = 0; sscanf(line + 2 * size, "%2x", &byte) == 1;
		     size++)
			bytes[size] = byte;
		run(bytes, size);
	}
}

static void run_file(const char *name)
{
	static u8 bytes[MAX_SIZE];
	size_t length = strlen(name);
	FILE *file = fopen(name, "rb");

	if (!file) {
		perror(name);
		exit(1);
	}
	file_name = name;
	number = 0;
	if (length > 4 && !strcmp(name + length - 4, ".hex"))
		run_lines(file);
	else
		run(bytes, fread(bytes, 1, sizeof(bytes), file));
	fclose(file);
}

int main(int argc, char **argv)
{
	int i;

	signal(SIGABRT, aborted);
	__sanitizer_set_death_callback(say_which);
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("KTAP version 1\n1..%d\n", argc - 1);
	for (i = 1; i < argc; i++) {
		run_file(argv[i]);
		/* A file without an input would test nothing. */
		printf("%s %d %s: %u inputs\n", number ? "ok" : "not ok", i,
		       argv[i], number);
	}
	return argc < 2;
}
