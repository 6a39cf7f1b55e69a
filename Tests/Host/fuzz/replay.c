// SPDX-License-Identifier: GPL-2.0-only
/*
 * A fuzzer without libFuzzer: gives each file to it once, and reports in KTAP.
 * An input that a fuzzer dies of ends the program.
 */
#include <stdlib.h>

#include "input.h"

static size_t read_file(const char *path, u8 **data)
{
	FILE *file = fopen(path, "rb");
	long size;

	if (!file || fseek(file, 0, SEEK_END) || (size = ftell(file)) < 0) {
		perror(path);
		exit(1);
	}
	rewind(file);
	/* Of its size, so that a sanitizer sees what reads on. */
	*data = malloc(size ? size : 1);
	if (!*data || fread(*data, 1, size, file) != (size_t)size) {
		perror(path);
		exit(1);
	}
	fclose(file);
	return size;
}

int main(int argc, char **argv)
{
	size_t size;
	u8 *data;
	int i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("KTAP version 1\n1..%d\n", argc - 1);
	for (i = 1; i < argc; i++) {
		size = read_file(argv[i], &data);
		LLVMFuzzerTestOneInput(data, size);
		free(data);
		printf("ok %d %s\n", i, argv[i]);
	}
	return argc < 2;
}
