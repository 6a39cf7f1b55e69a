/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The shell of every exit path in runningSystem mode: HOST_RIP of a profile is
 *
 *	HV_EXIT_ENTRY_BEGIN name
 *	... the exit reason into a register, whose guest value goes into its slot
 *	... comparisons of the reason, which lead to
 *	... stubs, which end in HV_VMRESUME or jump to what comes last
 *	HV_EXIT_CALL_LIGHT handler, register, slot
 *	HV_EXIT_CALL_FULL handler, register, slot
 *	HV_EXIT_ENTRY_SLOW name, handler, register, slot
 *
 * From HV_EXIT_ENTRY_BEGIN on RSP is the vcpu, the other registers are the
 * guest's, RFLAGS is 2. Stubs save what they change at fixed offsets from RSP.
 * They hold no RET, no indirect branch and no load whose address the guest has a
 * say in, so that they need none of the mitigations.
 *
 * What is C is called by name, where the reason is known already. A call is
 * light where neither the handler nor anything that it calls has to do with
 * RBX, RBP and R12 to R15: C keeps them, so that they can stay where they are.
 */
#ifndef HV_EXIT_ASM_H
#define HV_EXIT_ASM_H

#include "entry_asm.h"
#include "arch/vmcs_fields.h"

#define HV_SPEC_CTRL	HV_VCPU_SPEC_CTRL(%rsp)

/*
 * objtool takes a VM exit for what it is: code that nobody calls. ENDBR
 * because the guest's indirect-branch tracker may be waiting for one: exits do
 * not reset it where no CET state is loaded.
 */
.macro HV_EXIT_ENTRY_BEGIN name:req
	.pushsection .noinstr.text, "ax"
SYM_CODE_START(\name)
	HV_UNWIND_HINT_END
	ENDBR
#ifdef HV_POISON
	/* Always: RFLAGS is 2. Not JMP, or objtool would miss the stubs. */
	jnc	.Lhv_poison_\name
#endif
.endm

/*
 * Calls hv_action_t handler(struct hv_vcpu *). The labels stay in the object:
 * `hvgen check-stubs` holds what is outside of them to the rules for stubs.
 */
.macro HV_EXIT_CALL_LIGHT handler:req reason:req slot:req
\handler\()_call:
	HV_SAVE_CALLER_SAVED \reason
	HV_CLEAR_CALLER_SAVED \reason
	HV_MITIGATE_AFTER_EXIT HV_SPEC_CTRL
	mov	%rsp, %rdi
	call	\handler
	test	%eax, %eax
	jnz	hv_leave_light_asm
	HV_MITIGATE_BEFORE_ENTRY HV_SPEC_CTRL
	HV_RESTORE_CALLER_SAVED
	HV_VMRESUME
\handler\()_called:
.endm

.macro HV_EXIT_CALL_FULL handler:req reason:req slot:req
\handler\()_call:
	HV_SAVE_REGISTERS \reason
	HV_CLEAR_CALLER_SAVED \reason
	HV_CLEAR_CALLEE_SAVED
	HV_MITIGATE_AFTER_EXIT HV_SPEC_CTRL
	mov	%rsp, %rdi
	call	\handler
	test	%eax, %eax
	jnz	hv_leave_asm
	HV_MITIGATE_BEFORE_ENTRY HV_SPEC_CTRL
	HV_RESTORE_REGISTERS
	HV_VMRESUME
\handler\()_called:
.endm

/*
 * For every exit that goes nowhere else: hv_action_t handler(struct hv_vcpu *,
 * u32 reason), and in the poison build for every exit.
 */
.macro HV_EXIT_ENTRY_SLOW name:req handler:req reason:req slot:req
\name\()_c:
	HV_SAVE_REGISTERS \reason
	.ifnc \reason, %rsi
	mov	\reason, %rsi
	.endif
#ifdef HV_POISON
	jmp	.Lhv_saved_\name
.Lhv_poison_\name:
	HV_SAVE_REGISTERS
	mov	$HV_VM_EXIT_REASON, %esi
	vmread	%rsi, %rsi
.Lhv_saved_\name:
#endif
	HV_CLEAR_CALLER_SAVED %rsi
	HV_CLEAR_CALLEE_SAVED
	HV_MITIGATE_AFTER_EXIT HV_SPEC_CTRL
	mov	%rsp, %rdi
#ifdef HV_POISON
	mov	%esi, %ebp
	call	hv_poison_begin
	mov	%rsp, %rdi
	mov	%ebp, %esi
#endif
	call	\handler
	test	%eax, %eax
	jnz	hv_leave_asm
#ifdef HV_POISON
	mov	%rsp, %rdi
	call	hv_poison_end
	test	%eax, %eax
	jnz	hv_leave_asm
#endif
	HV_MITIGATE_BEFORE_ENTRY HV_SPEC_CTRL
	HV_RESTORE_REGISTERS
	HV_VMRESUME
SYM_CODE_END(\name)
	.popsection
.endm

#endif /* HV_EXIT_ASM_H */
