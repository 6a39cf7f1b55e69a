// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prints the four registers of a CPUID leaf in hexadecimal.
 *
 *	cpuid LEAF [SUBLEAF]
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	uint32_t a, b, c, d;

	if (argc < 2) {
		fprintf(stderr, "usage: cpuid LEAF [SUBLEAF]\n");
		return 2;
	}
	a = strtoul(argv[1], NULL, 0);
	c = argc > 2 ? strtoul(argv[2], NULL, 0) : 0;
	asm volatile("cpuid" : "+a" (a), "=b" (b), "+c" (c), "=d" (d));
	printf("%08x %08x %08x %08x\n", a, b, c, d);
	return 0;
}
