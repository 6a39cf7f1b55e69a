// SPDX-License-Identifier: GPL-2.0-only
/* A virtual machine of KVM with 64 KiB and one vcpu, in one of the modes, that would run. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/time.h>

#include "kvm_fail.h"

#define MEMORY 0x10000
#define CODE 0x1000
#define PML4 0x2000
#define PDPT 0x3000
#define DIRECTORY 0x4000
#define PAE_PDPT 0x5000
#define TABLES 0x6000
#define STACK 0x8000
#define LEAVES 64
/* Where KVM keeps three pages for guests in real mode that are not unrestricted; QEMU has them there, too. */
#define REAL_MODE_TSS 0xfffbd000

const char *const mode_names[MODES] = { "real", "v86", "protected", "pae", "long" };
const char *const config_names[CONFIGS] = { "unrestricted", "restricted", "no-ept" };

/* The same in every mode: RDTSC, OUT 0x10, HLT. */
static const unsigned char code[] = { 0x0f, 0x31, 0xe6, 0x10, 0xf4 };

static _Noreturn void give_up(const char *what)
{
	fprintf(stderr, "kvm_fail: %s: %s\n", what, strerror(errno));
	exit(3);
}

static void fill(unsigned char *memory)
{
	uint64_t pml4e = PDPT | 3, pdpte = DIRECTORY | 3, pae = DIRECTORY | 1, large = 0x83;

	memcpy(memory + CODE, code, sizeof(code));
	memcpy(memory + PML4, &pml4e, sizeof(pml4e));
	memcpy(memory + PDPT, &pdpte, sizeof(pdpte));
	memcpy(memory + DIRECTORY, &large, sizeof(large));
	memcpy(memory + PAE_PDPT, &pae, sizeof(pae));
}

static void give_cpuid(int kvm, int vcpu)
{
	struct kvm_cpuid2 *leaves = calloc(1, sizeof(*leaves) + LEAVES * sizeof(leaves->entries[0]));

	if (!leaves)
		give_up("calloc");
	leaves->nent = LEAVES;
	if (ioctl(kvm, KVM_GET_SUPPORTED_CPUID, leaves) || ioctl(vcpu, KVM_SET_CPUID2, leaves))
		give_up("KVM_SET_CPUID2");
	free(leaves);
}

static struct kvm_segment flat(uint16_t selector, uint8_t type)
{
	return (struct kvm_segment){ .selector = selector, .limit = 0xffffffff, .type = type, .present = 1, .s = 1,
				     .db = 1, .g = 1 };
}

static struct kvm_segment of_8086(void)
{
	return (struct kvm_segment){ .limit = 0xffff, .type = 3, .present = 1, .s = 1, .dpl = 3 };
}

static void set_segments(struct kvm_sregs2 *system, struct kvm_segment cs, struct kvm_segment data)
{
	system->cs = cs;
	system->ss = data;
	system->ds = data;
	system->es = data;
	system->fs = data;
	system->gs = data;
	system->tr = (struct kvm_segment){ .base = TABLES, .selector = 0x18, .limit = 0x67, .type = 11, .present = 1 };
	system->ldt = (struct kvm_segment){ .base = TABLES, .selector = 0x28, .limit = 0xff, .type = 2, .present = 1 };
	system->gdt.base = TABLES;
	system->gdt.limit = 0xff;
	system->idt.base = TABLES;
	system->idt.limit = 0xff;
}

static void set_mode(struct machine *machine)
{
	struct kvm_sregs2 *system = &machine->system;
	struct kvm_segment cs = flat(8, 11);

	machine->registers = (struct kvm_regs){ .rip = CODE, .rsp = STACK, .rflags = 2 };
	switch (machine->mode) {
	case REAL:
		system->cs.base = 0;
		system->cs.selector = 0;
		return;
	case VIRTUAL8086:
		machine->registers.rflags |= 0x23000;
		set_segments(system, of_8086(), of_8086());
		system->cr0 = 0x33;
		return;
	case LONG:
		cs.db = 0;
		cs.l = 1;
		system->cr0 = 0x80000033;
		system->cr3 = PML4;
		system->cr4 = 0x20;
		system->efer = 0x500;
		break;
	case PAE:
		system->cr0 = 0x80000033;
		system->cr3 = PAE_PDPT;
		system->cr4 = 0x20;
		break;
	default:
		system->cr0 = 0x33;
		break;
	}
	set_segments(system, cs, flat(0x10, 3));
}

void machine_create(struct machine *machine, enum mode mode, bool with_apic)
{
	struct kvm_userspace_memory_region region = { .memory_size = MEMORY };
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC), vm, size;
	unsigned char *memory;

	memset(machine, 0, sizeof(*machine));
	machine->mode = mode;
	if (kvm < 0)
		give_up("/dev/kvm");
	vm = ioctl(kvm, KVM_CREATE_VM, 0);
	if (vm < 0)
		give_up("KVM_CREATE_VM");
	if (ioctl(vm, KVM_SET_TSS_ADDR, REAL_MODE_TSS))
		give_up("KVM_SET_TSS_ADDR");
	if (with_apic && ioctl(vm, KVM_CREATE_IRQCHIP, 0))
		give_up("KVM_CREATE_IRQCHIP");
	memory = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		give_up("mmap");
	fill(memory);
	region.userspace_addr = (uintptr_t)memory;
	if (ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region))
		give_up("KVM_SET_USER_MEMORY_REGION");
	machine->vcpu = ioctl(vm, KVM_CREATE_VCPU, 0);
	size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (machine->vcpu < 0 || size < 0)
		give_up("KVM_CREATE_VCPU");
	machine->run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, machine->vcpu, 0);
	if (machine->run == MAP_FAILED)
		give_up("mmap of the vcpu");
	give_cpuid(kvm, machine->vcpu);
	if (ioctl(machine->vcpu, KVM_GET_SREGS2, &machine->system) ||
	    ioctl(machine->vcpu, KVM_GET_VCPU_EVENTS, &machine->events))
		give_up("KVM_GET_SREGS2");
	set_mode(machine);
}

int machine_set(struct machine *machine)
{
	machine->system.flags = machine->with_pdptes ? KVM_SREGS2_FLAGS_PDPTRS_VALID : 0;
	if (ioctl(machine->vcpu, KVM_SET_SREGS2, &machine->system) ||
	    ioctl(machine->vcpu, KVM_SET_REGS, &machine->registers) ||
	    ioctl(machine->vcpu, KVM_SET_VCPU_EVENTS, &machine->events))
		return errno;
	return 0;
}

static void interrupted(int signal)
{
	(void)signal;
}

unsigned int machine_run(struct machine *machine)
{
	/* More than once, for the case that the first comes before the guest runs. */
	const struct itimerval soon = { .it_interval = { .tv_usec = 200000 }, .it_value = { .tv_usec = 200000 } };
	const struct itimerval never = { 0 };
	struct sigaction action = { .sa_handler = interrupted };
	unsigned int reason = machine->run->exit_reason;
	int tries, result = -1;

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	for (tries = 0; tries < 3 && result; tries++) {
		result = ioctl(machine->vcpu, KVM_RUN, 0);
		if (result && errno != EINTR && errno != EAGAIN)
			give_up("KVM_RUN");
		reason = result ? 0 : machine->run->exit_reason;
	}
	setitimer(ITIMER_REAL, &never, NULL);
	return reason;
}
