// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "kvm_bench.h"

#define PAGE 4096
#define CR0_PE 1
#define CR4_OSXSAVE 0x40000
#define VECTOR_UD 6

static _Noreturn void give_up(const char *what)
{
	fprintf(stderr, "kvm_bench: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* Memory that this process has and that KVM has not mapped for the guest yet. */
static unsigned char *add_memory(int machine, uint32_t slot, uint64_t where, size_t size)
{
	struct kvm_userspace_memory_region region = { .slot = slot, .guest_phys_addr = where, .memory_size = size };
	unsigned char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		give_up("mmap");
	/* One page of the EPT for one of the guest. */
	madvise(memory, size, MADV_NOHUGEPAGE);
	memset(memory, 0, size);
	region.userspace_addr = (uintptr_t)memory;
	if (ioctl(machine, KVM_SET_USER_MEMORY_REGION, &region))
		give_up("KVM_SET_USER_MEMORY_REGION");
	return memory;
}

/* What KVM has to show, as every user of KVM does it. */
static void set_cpuid(int kvm, int vcpu)
{
	static struct {
		struct kvm_cpuid2 head;
		struct kvm_cpuid_entry2 entries[100];
	} cpuid = { .head = { .nent = 100 } };

	if (ioctl(kvm, KVM_GET_SUPPORTED_CPUID, &cpuid))
		give_up("KVM_GET_SUPPORTED_CPUID");
	if (ioctl(vcpu, KVM_SET_CPUID2, &cpuid))
		give_up("KVM_SET_CPUID2");
}

static void set_tables(unsigned char *low)
{
	const uint64_t gdt[] = { 0, 0x00cf9a000000ffff, 0x00cf92000000ffff };
	const uint32_t handler = CODE + (guest_on_ud - guest_start);
	const uint64_t gate = 0x00008e0000080000 | (handler & 0xffff) | (uint64_t)(handler >> 16) << 48;

	memcpy(low + GDT, gdt, sizeof(gdt));
	memcpy(low + IDT + VECTOR_UD * 8, &gate, sizeof(gate));
	memcpy(low + CODE, guest_start, guest_end - guest_start);
}

/* 32-bit protected mode, flat. */
static void set_system_registers(int vcpu)
{
	struct kvm_segment code = { .limit = 0xffffffff, .selector = 8, .type = 11, .present = 1, .db = 1, .s = 1, .g = 1 };
	struct kvm_segment data = code;
	struct kvm_sregs system;

	if (ioctl(vcpu, KVM_GET_SREGS, &system))
		give_up("KVM_GET_SREGS");
	data.selector = 16;
	data.type = 3;
	system.cs = code;
	system.ds = system.es = system.fs = system.gs = system.ss = data;
	system.gdt.base = GDT;
	system.gdt.limit = 23;
	system.idt.base = IDT;
	system.idt.limit = 0x7ff;
	system.cr0 |= CR0_PE;
	system.cr4 |= CR4_OSXSAVE;
	if (ioctl(vcpu, KVM_SET_SREGS, &system))
		give_up("KVM_SET_SREGS");
}

void create_machine(struct machine *result)
{
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC), machine, size;

	if (kvm < 0)
		give_up("/dev/kvm");
	machine = ioctl(kvm, KVM_CREATE_VM, 0);
	if (machine < 0)
		give_up("KVM_CREATE_VM");
	result->low = add_memory(machine, 0, 0, LOW_MEMORY);
	add_memory(machine, 1, FRESH, (FRESH_PAGES + 1) * PAGE);
	set_tables(result->low);
	result->vcpu = ioctl(machine, KVM_CREATE_VCPU, 0);
	size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (result->vcpu < 0 || size < 0)
		give_up("KVM_CREATE_VCPU");
	result->run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, result->vcpu, 0);
	if (result->run == MAP_FAILED)
		give_up("mmap of the vcpu");
	set_cpuid(kvm, result->vcpu);
	set_system_registers(result->vcpu);
}

void run_machine(struct machine *machine, const char *code, struct kvm_regs *registers)
{
	registers->rip = CODE + (code - guest_start);
	registers->rsp = STACK;
	registers->rflags = 2;
	machine->exits = 0;
	if (ioctl(machine->vcpu, KVM_SET_REGS, registers))
		give_up("KVM_SET_REGS");
	for (;;) {
		if (ioctl(machine->vcpu, KVM_RUN, 0)) {
			if (errno == EINTR)
				continue;
			give_up("KVM_RUN");
		}
		if (machine->run->exit_reason == KVM_EXIT_HLT)
			break;
		if (machine->run->exit_reason != KVM_EXIT_IO || machine->run->io.port != PORT) {
			ioctl(machine->vcpu, KVM_GET_REGS, registers);
			fprintf(stderr, "kvm_bench: exit reason %u at %#llx\n", machine->run->exit_reason,
				(unsigned long long)registers->rip);
			exit(1);
		}
		machine->exits++;
	}
	if (ioctl(machine->vcpu, KVM_GET_REGS, registers))
		give_up("KVM_GET_REGS");
}
