// SPDX-License-Identifier: GPL-2.0-only
/* poison.c: what it makes random, and which missing flushes it notices. */
#include "cpu.h"
#include "vcpu.h"
#include "arch/exit_reasons.h"
#include "arch/vmcs_fields.h"
#include "sim.h"
#include "tap.h"

#define PG	(1ULL << 31)
#define PGE	(1ULL << 7)
#define PCIDE	(1ULL << 17)
#define SMEP	(1ULL << 20)
#define BS	(1ULL << 14)

bool hv_poison_forget_flush;

static struct hv_cpu cpu;
static struct hv_ept_cpu ept;
static struct hv_vcpu vcpu;

/* A guest at an exit for @reason with @qualification. */
static void exit_happens(u32 reason, u64 qualification)
{
	sim_begin(1, NULL, 0);
	memset(&cpu, 0, sizeof(cpu));
	memset(&ept, 0, sizeof(ept));
	memset(&vcpu, 0, sizeof(vcpu));
	vcpu.cpu = &cpu;
	vcpu.ept = &ept;
	vcpu.vpid = 1;
	hvp_vmwrite(HV_VM_EXIT_REASON, reason);
	hvp_vmwrite(HV_EXIT_QUALIFICATION, qualification);
	hvp_vmwrite(HV_IDT_VECTORING_INFO_FIELD, 0);
	hvp_vmwrite(HV_VM_EXIT_INTR_INFO, 0);
	hvp_vmwrite(HV_GUEST_INTERRUPTIBILITY_INFO, 0);
	hvp_vmwrite(HV_GUEST_PENDING_DBG_EXCEPTIONS, BS | 1);
	hvp_vmwrite(HV_GUEST_RIP, 0x1000);
	hvp_vmwrite(HV_GUEST_CR0, PG | 1);
	hvp_vmwrite(HV_GUEST_CR3, 0x2000);
	hvp_vmwrite(HV_GUEST_CR4, PGE);
}

static void exit_begins(u32 reason, u64 qualification)
{
	exit_happens(reason, qualification);
	hv_poison_begin(&vcpu);
}

static bool is_kept(u32 encoding)
{
	return hv_poison(encoding, 7) == 7;
}

static void undefined_fields_are_random(void)
{
	exit_happens(HV_EXIT_REASON_CPUID, 0);
	CHECK(!is_kept(HV_EXIT_QUALIFICATION));
	CHECK(!is_kept(HV_VMX_INSTRUCTION_INFO));
	CHECK(!is_kept(HV_GUEST_LINEAR_ADDRESS));
	CHECK(!is_kept(HV_GUEST_PHYSICAL_ADDRESS));
	CHECK(!is_kept(HV_VM_EXIT_INTR_INFO));
	CHECK(!is_kept(HV_VM_EXIT_INTR_ERROR_CODE));
	CHECK(!is_kept(HV_IDT_VECTORING_ERROR_CODE));
	/* And not the same each time. */
	CHECK(hv_poison(HV_EXIT_QUALIFICATION, 7) !=
	      hv_poison(HV_EXIT_QUALIFICATION, 7));
	CHECK(hv_poison(HV_GUEST_LINEAR_ADDRESS, 7) !=
	      hv_poison(HV_GUEST_PHYSICAL_ADDRESS, 7));
}

static void defined_fields_stay(void)
{
	exit_happens(HV_EXIT_REASON_CPUID, 0);
	CHECK(is_kept(HV_VM_EXIT_INSTRUCTION_LEN));
	CHECK(is_kept(HV_VM_EXIT_REASON));
	CHECK(is_kept(HV_GUEST_RIP));
	CHECK(is_kept(HV_IDT_VECTORING_INFO_FIELD));
	exit_happens(HV_EXIT_REASON_EPT_VIOLATION, 0);
	CHECK(is_kept(HV_EXIT_QUALIFICATION));
	CHECK(is_kept(HV_GUEST_PHYSICAL_ADDRESS));
	CHECK(!is_kept(HV_VM_EXIT_INSTRUCTION_LEN));
	exit_happens(HV_EXIT_REASON_EXCEPTION_NMI, 0);
	CHECK(is_kept(HV_VM_EXIT_INTR_INFO));
}

/* Error codes and lengths that depend on what the event is. */
static void fields_of_events(void)
{
	exit_happens(HV_EXIT_REASON_EXCEPTION_NMI, 0);
	hvp_vmwrite(HV_VM_EXIT_INTR_INFO, 0x80000b0e);
	CHECK(is_kept(HV_VM_EXIT_INTR_ERROR_CODE));
	CHECK(!is_kept(HV_VM_EXIT_INSTRUCTION_LEN));
	/* #BP of INT3. */
	hvp_vmwrite(HV_VM_EXIT_INTR_INFO, 0x80000603);
	CHECK(!is_kept(HV_VM_EXIT_INTR_ERROR_CODE));
	CHECK(is_kept(HV_VM_EXIT_INSTRUCTION_LEN));
	/* An EPT violation while INT n is delivered. */
	exit_happens(HV_EXIT_REASON_EPT_VIOLATION, 0);
	hvp_vmwrite(HV_IDT_VECTORING_INFO_FIELD, 0x80000480);
	CHECK(is_kept(HV_VM_EXIT_INSTRUCTION_LEN));
	CHECK(!is_kept(HV_IDT_VECTORING_ERROR_CODE));
	hvp_vmwrite(HV_IDT_VECTORING_INFO_FIELD, 0x80000b0d);
	CHECK(is_kept(HV_IDT_VECTORING_ERROR_CODE));
}

static void single_step_is_undone(void)
{
	exit_begins(HV_EXIT_REASON_CPUID, 0);
	CHECK_EQUAL(hvp_vmread(HV_GUEST_PENDING_DBG_EXCEPTIONS), 1);
	/* Not an instruction's exit: the step before it is done. */
	exit_begins(HV_EXIT_REASON_EXTERNAL_INTERRUPT, 0);
	CHECK_EQUAL(hvp_vmread(HV_GUEST_PENDING_DBG_EXCEPTIONS), BS | 1);
	exit_happens(HV_EXIT_REASON_CPUID, 0);
	hvp_vmwrite(HV_GUEST_INTERRUPTIBILITY_INFO, 2);
	hv_poison_begin(&vcpu);
	CHECK_EQUAL(hvp_vmread(HV_GUEST_PENDING_DBG_EXCEPTIONS), BS | 1);
}

/* What the handler did is a write or a change; then the guest goes on. */
static void expect(const char *what, bool is_missing)
{
	u32 action = hv_poison_end(&vcpu);
	u32 wanted = is_missing ? HV_ACTION(HV_ACTION_FATAL,
					    HV_REASON_MISSING_FLUSH)
				: HV_ACTION_RESUME;

	if (action != wanted)
		tap_fail(__FILE__, __LINE__, "%s: 0x%x, not 0x%x", what,
			 action, wanted);
}

/* Once without a flush, and once with it. */
static void needs_flush(const char *what, bool needs)
{
	if (hvp_vmread(HV_GUEST_RIP) == 0x1000)
		hvp_vmwrite(HV_GUEST_RIP, 0x1003);
	expect(what, needs);
	cpu.poison.flushed_linear = true;
	expect(what, false);
}

static void linear_flushes(void)
{
	exit_begins(HV_EXIT_REASON_INVLPG, 0x1234);
	needs_flush("INVLPG", true);
	exit_begins(HV_EXIT_REASON_INVPCID, 0);
	needs_flush("INVPCID", true);
	exit_begins(HV_EXIT_REASON_CPUID, 0);
	needs_flush("CPUID", false);
	exit_begins(HV_EXIT_REASON_CR_ACCESS, 4);
	hvp_vmwrite(HV_GUEST_CR4, 0);
	needs_flush("CR4.PGE", true);
	exit_begins(HV_EXIT_REASON_CR_ACCESS, 4);
	hvp_vmwrite(HV_GUEST_CR4, PGE | SMEP);
	needs_flush("CR4.SMEP set", true);
	exit_begins(HV_EXIT_REASON_CR_ACCESS, 4);
	hvp_vmwrite(HV_GUEST_CR4, PGE | PCIDE);
	needs_flush("CR4.PCIDE set", false);
	exit_begins(HV_EXIT_REASON_CR_ACCESS, 4);
	hvp_vmwrite(HV_GUEST_CR4, PGE | 1ULL << 18);
	needs_flush("CR4.OSXSAVE", false);
	exit_begins(HV_EXIT_REASON_CR_ACCESS, 0);
	hvp_vmwrite(HV_GUEST_CR0, 1);
	needs_flush("CR0.PG", true);
}

static void moves_to_cr3(void)
{
	/* MOV to CR3 from RBX, register 3. */
	exit_begins(HV_EXIT_REASON_CR_ACCESS, 0x303);
	needs_flush("MOV to CR3", true);
	/* MOV from CR3. */
	exit_begins(HV_EXIT_REASON_CR_ACCESS, 0x313);
	needs_flush("MOV from CR3", false);
	exit_happens(HV_EXIT_REASON_CR_ACCESS, 0x303);
	hvp_vmwrite(HV_GUEST_CR4, PCIDE);
	vcpu.regs.rbx = 1ULL << 63;
	hv_poison_begin(&vcpu);
	needs_flush("MOV to CR3 with bit 63 and PCIDE", false);
	exit_happens(HV_EXIT_REASON_CR_ACCESS, 0x303);
	hvp_vmwrite(HV_GUEST_CR4, PCIDE);
	hv_poison_begin(&vcpu);
	needs_flush("MOV to CR3 with PCIDE", true);
}

static void no_flush_where_nothing_happened(void)
{
	/* The instruction faulted: RIP stays. */
	exit_begins(HV_EXIT_REASON_INVLPG, 0x1234);
	expect("INVLPG that faults", false);
	/* Without VPID entries flush. */
	exit_happens(HV_EXIT_REASON_INVLPG, 0x1234);
	vcpu.vpid = 0;
	hv_poison_begin(&vcpu);
	hvp_vmwrite(HV_GUEST_RIP, 0x1003);
	expect("INVLPG without VPID", false);
}

static void ept_flushes(void)
{
	exit_begins(HV_EXIT_REASON_VMCALL, 0);
	ept.unmaps++;
	cpu.poison.flushed_linear = true;
	expect("an unmapped page", true);
	cpu.poison.flushed_ept = true;
	expect("an unmapped page, flushed", false);
	exit_begins(HV_EXIT_REASON_EPT_VIOLATION, 0);
	ept.recycles++;
	expect("a recycled pool", true);
	exit_begins(HV_EXIT_REASON_EPT_VIOLATION, 0);
	ept.fills++;
	expect("a filled page", false);
	/* A flush of the exit before does not count. */
	exit_happens(HV_EXIT_REASON_EPT_VIOLATION, 0);
	cpu.poison.flushed_ept = true;
	hv_poison_begin(&vcpu);
	ept.recycles++;
	expect("a recycled pool after another exit's flush", true);
}

TAP_MAIN(TAP_TEST(undefined_fields_are_random), TAP_TEST(defined_fields_stay),
	 TAP_TEST(fields_of_events), TAP_TEST(single_step_is_undone),
	 TAP_TEST(linear_flushes), TAP_TEST(moves_to_cr3),
	 TAP_TEST(no_flush_where_nothing_happened), TAP_TEST(ept_flushes))
