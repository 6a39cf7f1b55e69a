// SPDX-License-Identifier: GPL-2.0-only
/*
 * A virtual machine of KVM: one page, one vcpu in real mode, which computes a
 * chain of numbers and sends one to a port after so many steps. Each number
 * is compared with what it must be, and found on another CPU.
 *
 *	kvm_vm once		runs a few rounds until the guest's HLT
 *	kvm_vm until FILE	runs until the file exists and then a few rounds more;
 *				says "running" after the first
 *
 * Ends with 0 when every number was right, with 3 when there is no virtual machine to be had.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096
#define CODE 0x1000
#define PORT 0x10
#define SEED 0x2a2a2a2a
#define MULTIPLIER 1664525
#define INCREMENT 1013904223
#define STEPS 20000
#define ROUNDS 20

#define STRING(x) #x
#define TEXT(x) STRING(x)

/* EAX: the number. EBX: rounds, 0 for nearly without end. Does what next() does. */
extern const char guest_start[], guest_end[];
asm(".pushsection .rodata\n"
    ".code16\n"
    "guest_start:\n"
    "1:	movl $" TEXT(STEPS) ", %ecx\n"
    "2:	imull $" TEXT(MULTIPLIER) ", %eax, %eax\n"
    "	addl $" TEXT(INCREMENT) ", %eax\n"
    "	decl %ecx\n"
    "	jnz 2b\n"
    "	movw $" TEXT(PORT) ", %dx\n"
    "	outl %eax, %dx\n"
    "	decl %ebx\n"
    "	jnz 1b\n"
    "	hlt\n"
    "guest_end:\n"
    ".code64\n"
    ".popsection\n");

static uint32_t next(uint32_t number)
{
	int step;

	for (step = 0; step < STEPS; step++)
		number = number * MULTIPLIER + INCREMENT;
	return number;
}

static int give_up(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	return 3;
}

/* Return: 0 and the vcpu's run area, or 3. */
static int create(uint32_t rounds, int *vcpu, struct kvm_run **run)
{
	struct kvm_userspace_memory_region region = { .guest_phys_addr = CODE, .memory_size = PAGE };
	struct kvm_regs registers = { .rip = CODE, .rflags = 2, .rax = SEED, .rbx = rounds };
	struct kvm_sregs system;
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC), machine, size;
	char *page;

	if (kvm < 0)
		return give_up("/dev/kvm");
	machine = ioctl(kvm, KVM_CREATE_VM, 0);
	if (machine < 0)
		return give_up("KVM_CREATE_VM");
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED)
		return give_up("mmap");
	memcpy(page, guest_start, guest_end - guest_start);
	region.userspace_addr = (uintptr_t)page;
	if (ioctl(machine, KVM_SET_USER_MEMORY_REGION, &region))
		return give_up("KVM_SET_USER_MEMORY_REGION");
	*vcpu = ioctl(machine, KVM_CREATE_VCPU, 0);
	size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (*vcpu < 0 || size < 0)
		return give_up("KVM_CREATE_VCPU");
	*run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, *vcpu, 0);
	if (*run == MAP_FAILED)
		return give_up("mmap of the vcpu");
	if (ioctl(*vcpu, KVM_GET_SREGS, &system))
		return give_up("KVM_GET_SREGS");
	system.cs.base = 0;
	system.cs.selector = 0;
	if (ioctl(*vcpu, KVM_SET_SREGS, &system) || ioctl(*vcpu, KVM_SET_REGS, &registers))
		return give_up("KVM_SET_REGS");
	return 0;
}

/* To the CPU whose turn it is. */
static void move(unsigned long round)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(round % sysconf(_SC_NPROCESSORS_ONLN), &set);
	sched_setaffinity(0, sizeof(set), &set);
}

/* Runs until the guest's HLT, or so many rounds after the file exists. */
static int compute(int vcpu, struct kvm_run *run, const char *file)
{
	uint32_t wanted = SEED, got;
	unsigned int left = ROUNDS;
	unsigned long rounds = 0;

	for (;;) {
		move(rounds);
		if (ioctl(vcpu, KVM_RUN, 0)) {
			if (errno == EINTR)
				continue;
			return give_up("KVM_RUN");
		}
		if (run->exit_reason == KVM_EXIT_HLT)
			break;
		if (run->exit_reason != KVM_EXIT_IO || run->io.direction != KVM_EXIT_IO_OUT || run->io.port != PORT ||
		    run->io.size != sizeof(got)) {
			printf("exit reason %u\n", run->exit_reason);
			return 1;
		}
		memcpy(&got, (char *)run + run->io.data_offset, sizeof(got));
		wanted = next(wanted);
		if (got != wanted) {
			printf("round %lu: %#x instead of %#x\n", rounds, got, wanted);
			return 1;
		}
		if (!rounds++) {
			puts("running");
			fflush(stdout);
		}
		if (file && !access(file, F_OK) && !--left)
			break;
	}
	printf("%lu rounds, every number right\n", rounds);
	return file || rounds == ROUNDS ? 0 : 1;
}

int main(int argc, char **argv)
{
	const char *file = argc == 3 && !strcmp(argv[1], "until") ? argv[2] : NULL;
	struct kvm_run *run;
	int vcpu, error;

	if (!file && (argc != 2 || strcmp(argv[1], "once"))) {
		fprintf(stderr, "usage: kvm_vm once | kvm_vm until FILE\n");
		return 2;
	}
	error = create(file ? 0 : ROUNDS, &vcpu, &run);
	return error ? error : compute(vcpu, run, file);
}
