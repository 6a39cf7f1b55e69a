// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counts the instructions that a generated dispatch and handler execute for an
 * exit, by single-stepping a child process. The machine answers 0 to
 * everything but the instruction's length.
 *
 *	count REASON:RCX... bitmap
 *
 * prints one number a line; for `bitmap` that of building the MSR bitmap. Built
 * with HANDLE_EXIT as the function, from what hvgen made, at -O2 and without
 * jump tables, as kernels with mitigations are.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

/* <sys/user.h> has the kernel's names too. */
#undef PAGE_SIZE
#undef PAGE_SHIFT
#include "bitmaps.h"

#define INSTRUCTION_LENGTH	0x440c

hv_action_t HANDLE_EXIT(struct hv_vcpu *vcpu, u32 reason);
extern const struct hv_profile PROFILE;

static struct {
	struct hv_vcpu vcpu;
	char state[1 << 16];
} memory;
static u32 reason;

u64 hvp_vmread(u32 encoding)
{
	return encoding == INSTRUCTION_LENGTH ? 2 : 0;
}

void hvp_vmwrite(u32 encoding, u64 value)
{
	(void)encoding;
	(void)value;
}

bool hvp_try_vmread(u32 encoding, u64 *value)
{
	(void)encoding;
	*value = 0;
	return false;
}

bool hvp_rdmsr(u32 msr, u64 *value)
{
	*value = msr;
	return false;
}

bool hvp_wrmsr(u32 msr, u64 value)
{
	(void)msr;
	(void)value;
	return false;
}

void hvp_cpuid(u32 leaf, u32 subleaf, u32 *eax, u32 *ebx, u32 *ecx, u32 *edx)
{
	(void)leaf;
	(void)subleaf;
	*eax = *ebx = *ecx = *edx = 0;
}

static void run(void)
{
	HANDLE_EXIT(&memory.vcpu, reason);
}

static void build_bitmap(void)
{
	static u8 bitmap[HV_MSR_BITMAP_SIZE];
	unsigned int bad;

	if (hv_msr_bitmap_build(bitmap, PROFILE.msr_intercepts,
				PROFILE.nr_msr_intercepts, &bad))
		_exit(3);
}

static void nothing(void)
{
}

static unsigned long long steps(void (*function)(void))
{
	unsigned long long count = 0;
	int status;
	pid_t child = fork();

	if (!child) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		function();
		_exit(0);
	}
	waitpid(child, &status, 0);
	/* The first stop is its own SIGSTOP; a signal that is no step's would come again and again. */
	while (WIFSTOPPED(status) && (!count || WSTOPSIG(status) == SIGTRAP)) {
		ptrace(PTRACE_SINGLESTEP, child, NULL, NULL);
		waitpid(child, &status, 0);
		count++;
	}
	if (WIFSTOPPED(status)) {
		fprintf(stderr, "signal %d after %llu instructions\n", WSTOPSIG(status), count);
		kill(child, SIGKILL);
		exit(2);
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		exit(2);
	return count;
}

int main(int argc, char **argv)
{
	unsigned long long idle = steps(nothing);
	char *colon;
	int i;

	for (i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "bitmap")) {
			printf("%llu\n", steps(build_bitmap) - idle);
			continue;
		}
		reason = strtoul(argv[i], &colon, 0);
		if (*colon != ':')
			return 1;
		memory.vcpu.regs.rcx = strtoull(colon + 1, NULL, 0);
		printf("%llu\n", steps(run) - idle);
	}
	return 0;
}
