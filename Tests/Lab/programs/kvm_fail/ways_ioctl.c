// SPDX-License-Identifier: GPL-2.0-only
/* What KVM takes from its user and gives to the processor as it is, when unrestricted guests are on. */
#include "kvm_fail.h"

static void reserved_flag(struct machine *machine)
{
	machine->registers.rflags |= BIT(3);
}

/* With segments that are right for it, so that nothing else is wrong. */
static void flag_vm(struct machine *machine)
{
	const struct kvm_segment segment = { .limit = 0xffff, .type = 3, .present = 1, .s = 1, .dpl = 3 };
	struct kvm_sregs2 *system = &machine->system;

	system->cs = segment;
	system->ss = segment;
	system->ds = segment;
	system->es = segment;
	system->fs = segment;
	system->gs = segment;
	machine->registers.rflags |= BIT(17);
}

static void high_rip(struct machine *machine)
{
	machine->registers.rip |= BIT(32);
}

static void rip_not_canonical(struct machine *machine)
{
	machine->registers.rip = NOT_CANONICAL;
}

static void base_not_canonical(struct machine *machine)
{
	machine->system.gs.base = NOT_CANONICAL;
}

static void idt_not_canonical(struct machine *machine)
{
	machine->system.idt.base = NOT_CANONICAL;
}

static void high_base(struct machine *machine)
{
	machine->system.es.base = BIT(32);
}

static void code_of_both_sizes(struct machine *machine)
{
	machine->system.cs.db = 1;
}

static void stack_of_code(struct machine *machine)
{
	machine->system.ss.type = 11;
}

static void level_of_code(struct machine *machine)
{
	machine->system.cs.dpl = 3;
}

static void system_data(struct machine *machine)
{
	machine->system.ds.s = 0;
}

static void available_tss(struct machine *machine)
{
	machine->system.tr.type = 9;
}

static void no_tss(struct machine *machine)
{
	machine->system.tr.unusable = 1;
}

static void large_bytes(struct machine *machine)
{
	machine->system.ss.g = 0;
}

static void not_16_times(struct machine *machine)
{
	machine->system.ds.base = 0x100;
}

static void pdpte_reserved(struct machine *machine)
{
	machine->with_pdptes = true;
	machine->system.pdptrs[0] = 0x4003;
}

static void pdpte_wide(struct machine *machine)
{
	machine->with_pdptes = true;
	machine->system.pdptrs[0] = 0x4001;
	machine->system.pdptrs[3] = TOO_WIDE | 1;
}

static void shadow_without_if(struct machine *machine)
{
	machine->events.flags |= KVM_VCPUEVENT_VALID_SHADOW;
	machine->events.interrupt.shadow = KVM_X86_SHADOW_INT_STI;
}

static void exception(struct machine *machine, uint8_t vector, bool with_code)
{
	machine->events.exception.injected = 1;
	machine->events.exception.nr = vector;
	machine->events.exception.has_error_code = with_code;
}

static void invalid_opcode_with_code(struct machine *machine)
{
	exception(machine, 6, true);
}

static void general_protection_without_code(struct machine *machine)
{
	exception(machine, 13, false);
}

static void interrupt_without_if(struct machine *machine)
{
	machine->events.interrupt.injected = 1;
	machine->events.interrupt.nr = 0x30;
}

static void interrupt_in_shadow(struct machine *machine)
{
	interrupt_without_if(machine);
	machine->registers.rflags |= RFLAGS_IF;
	machine->events.flags |= KVM_VCPUEVENT_VALID_SHADOW;
	machine->events.interrupt.shadow = KVM_X86_SHADOW_INT_MOV_SS;
}

static void nmi_while_masked(struct machine *machine)
{
	machine->events.nmi.injected = 1;
	machine->events.nmi.masked = 1;
}

static void nmi_in_shadow(struct machine *machine)
{
	machine->events.nmi.injected = 1;
	machine->events.flags |= KVM_VCPUEVENT_VALID_SHADOW;
	machine->events.interrupt.shadow = KVM_X86_SHADOW_INT_MOV_SS;
}

static const struct way list[] = {
	WAY_BY_IOCTL("ioctl-rflags", 9003, LONG, FAIL_GUEST, reserved_flag, "KVM_SET_REGS: RFLAGS bit 3"),
	WAY_BY_IOCTL("ioctl-rflags-vm", 9005, LONG, FAIL_GUEST, flag_vm,
		     "KVM_SET_REGS: RFLAGS.VM, with segments of virtual-8086 mode"),
	WAY_BY_IOCTL("ioctl-rip", 9001, PROTECTED, FAIL_GUEST, high_rip, "KVM_SET_REGS: RIP bit 32"),
	WAY_BY_IOCTL("ioctl-rip-not-canonical", 9002, LONG, ENTERS, rip_not_canonical,
		     "KVM_SET_REGS: RIP bit 47 alone"),
	WAY_BY_IOCTL("ioctl-gs-base", 8025, LONG, FAIL_GUEST, base_not_canonical, "KVM_SET_SREGS2: GS base"),
	WAY_BY_IOCTL("ioctl-idt-base", 8902, LONG, FAIL_GUEST, idt_not_canonical, "KVM_SET_SREGS2: IDT base"),
	WAY_BY_IOCTL("ioctl-es-base", 8030, PROTECTED, FAIL_GUEST, high_base, "KVM_SET_SREGS2: ES base bit 32"),
	WAY_BY_IOCTL("ioctl-cs-db", 8131, LONG, FAIL_GUEST, code_of_both_sizes, "KVM_SET_SREGS2: CS.D with CS.L"),
	WAY_BY_IOCTL("ioctl-ss-type", 8062, PROTECTED, FAIL_GUEST, stack_of_code, "KVM_SET_SREGS2: SS type 11"),
	WAY_BY_IOCTL("ioctl-cs-dpl", 8082, PAE, FAIL_GUEST, level_of_code, "KVM_SET_SREGS2: CS DPL 3"),
	WAY_BY_IOCTL("ioctl-ds-s", 8103, LONG, FAIL_GUEST, system_data, "KVM_SET_SREGS2: DS.S 0"),
	WAY_BY_IOCTL("ioctl-tr-type", 8201, LONG, FAIL_GUEST, available_tss, "KVM_SET_SREGS2: TR type 9"),
	WAY_BY_IOCTL("ioctl-tr-unusable", 8205, PROTECTED, FAIL_GUEST, no_tss, "KVM_SET_SREGS2: TR unusable"),
	WAY_BY_IOCTL("ioctl-ss-granularity", 8152, PROTECTED, FAIL_GUEST, large_bytes, "KVM_SET_SREGS2: SS.G 0"),
	WAY_BY_IOCTL("ioctl-v86-ds-base", 8013, VIRTUAL8086, FAIL_GUEST, not_16_times, "KVM_SET_SREGS2: DS base 0x100"),
	WAY_BY_IOCTL("ioctl-pdpte0-reserved", 9301, PAE, FAIL_GUEST, pdpte_reserved, "KVM_SET_SREGS2: PDPTE0 0x4003"),
	WAY_BY_IOCTL("ioctl-pdpte3-width", 9308, PAE, FAIL_GUEST, pdpte_wide, "KVM_SET_SREGS2: PDPTE3 bit 45"),
	WAY_BY_IOCTL("ioctl-sti-without-if", 9123, LONG, FAIL_GUEST, shadow_without_if,
		     "KVM_SET_VCPU_EVENTS: STI shadow while RFLAGS.IF is 0"),
	{ .name = "ioctl-code-unwanted", .rule = 4109, .mode = LONG, .needs = NO_FREE_CODE, .expected = FAIL_CONTROLS,
	  .change = invalid_opcode_with_code, .how = "KVM_SET_VCPU_EVENTS: #UD with an error code" },
	{ .name = "ioctl-code-missing", .rule = 4106, .mode = LONG, .needs = NO_FREE_CODE, .expected = FAIL_CONTROLS,
	  .change = general_protection_without_code, .how = "KVM_SET_VCPU_EVENTS: #GP without an error code" },
	WAY_BY_IOCTL("ioctl-interrupt-without-if", 9007, LONG, FAIL_GUEST, interrupt_without_if,
		     "KVM_SET_VCPU_EVENTS: interrupt 30H while RFLAGS.IF is 0"),
	WAY_BY_IOCTL("ioctl-interrupt-in-shadow", 9125, LONG, FAIL_GUEST, interrupt_in_shadow,
		     "KVM_SET_VCPU_EVENTS: interrupt 30H in the shadow of MOV SS"),
	WAY_BY_IOCTL("ioctl-nmi-while-masked", 9130, LONG, ENTERS, nmi_while_masked,
		     "KVM_SET_VCPU_EVENTS: NMI injected while NMIs are masked"),
	WAY_BY_IOCTL("ioctl-nmi-in-shadow", 9127, LONG, FAIL_GUEST, nmi_in_shadow,
		     "KVM_SET_VCPU_EVENTS: NMI injected in the shadow of MOV SS"),
};

WAYS(ioctl_ways, list);
