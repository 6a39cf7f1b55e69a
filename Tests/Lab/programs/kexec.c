// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loads a "kernel" of a few instructions, which says whether it runs natively
 * as the result of a test, and ends the emulator.
 *
 *	kexec load NUMBER NAME		for a kexec
 *	kexec crash NUMBER NAME		for a crash, into the memory of crashkernel=
 *	kexec now			starts what was loaded for a kexec
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE		4096
#define OK		1024
#define NOT_OK		2048
#define ON_CRASH	1
#define REBOOT_KEXEC	0x45584543
/* Any RAM will do. */
#define ANY_PLACE	0x4000000ul

struct segment {
	const void *buffer;
	size_t buffer_size;
	unsigned long memory;
	size_t memory_size;
};

/*
 * In 64-bit mode with physical addresses. A hypervisor that still runs shows in
 * CPUID; all that is left to do is to write to the debug port and to end.
 */
asm(".pushsection .rodata\n"
    "image:\n"
    "	lea	image(%rip), %rdi\n"
    "	lea	1024(%rdi), %rsi\n"
    "	mov	$1, %eax\n"
    "	cpuid\n"
    "	bt	$31, %ecx\n"
    "	jnc	1f\n"
    "	lea	2048(%rdi), %rsi\n"
    "1:	mov	$0xe9, %edx\n"
    "	cld\n"
    "2:	lodsb\n"
    "	test	%al, %al\n"
    "	jz	3f\n"
    "	out	%al, %dx\n"
    "	jmp	2b\n"
    "3:	mov	$0x8900, %edx\n"
    "	lea	5f(%rip), %rsi\n"
    "	mov	$8, %ecx\n"
    "	rep outsb\n"
    "4:	hlt\n"
    "	jmp	4b\n"
    "5:	.ascii	\"Shutdown\"\n"
    "image_end:\n"
    ".popsection\n");

extern const char image[], image_end[];

/* Where crashkernel= has reserved memory; 0 if it has not. */
static unsigned long crash_memory(void)
{
	FILE *file = fopen("/proc/iomem", "r");
	unsigned long start, end;
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (strstr(line, "Crash kernel") &&
		    sscanf(line, "%lx-%lx", &start, &end) == 2)
			return start;
	return 0;
}

static int load(unsigned long place, unsigned long flags, const char *number,
		const char *name)
{
	static char page[PAGE];
	struct segment segment = { page, PAGE, place, PAGE };

	if (!place) {
		fprintf(stderr, "kexec: no memory is reserved for a crash\n");
		return 1;
	}
	memcpy(page, image, image_end - image);
	snprintf(page + OK, OK, "\nok %s %s\n", number, name);
	snprintf(page + NOT_OK, OK, "\nnot ok %s %s\n", number, name);
	if (syscall(SYS_kexec_load, place, 1ul, &segment, flags)) {
		perror("kexec_load");
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "load"))
		return load(ANY_PLACE, 0, argv[2], argv[3]);
	if (argc == 4 && !strcmp(argv[1], "crash"))
		return load(crash_memory(), ON_CRASH, argv[2], argv[3]);
	if (argc == 2 && !strcmp(argv[1], "now")) {
		reboot(REBOOT_KEXEC);
		perror("reboot");
		return 1;
	}
	fprintf(stderr, "usage: kexec load|crash NUMBER NAME, kexec now\n");
	return 2;
}
