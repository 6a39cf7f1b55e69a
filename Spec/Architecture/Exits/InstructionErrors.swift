// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What VMX instructions leave in the VM-instruction error field, by number. 14, 21 and 27 are not assigned.
///
/// SDM volume 3, table "VM-Instruction Error Numbers".
public let instructionErrors: [InstructionError] = [
    InstructionError(1, "VMCALL executed in VMX root operation", "VMXERR_VMCALL_IN_VMX_ROOT_OPERATION"),
    InstructionError(2, "VMCLEAR with invalid physical address", "VMXERR_VMCLEAR_INVALID_ADDRESS"),
    InstructionError(3, "VMCLEAR with VMXON pointer", "VMXERR_VMCLEAR_VMXON_POINTER"),
    InstructionError(4, "VMLAUNCH with non-clear VMCS", "VMXERR_VMLAUNCH_NONCLEAR_VMCS"),
    InstructionError(5, "VMRESUME with non-launched VMCS", "VMXERR_VMRESUME_NONLAUNCHED_VMCS"),
    InstructionError(
        6, "VMRESUME after VMXOFF (VMXOFF and VMXON between VMLAUNCH and VMRESUME)",
        "VMXERR_VMRESUME_AFTER_VMXOFF"),
    InstructionError(7, "VM entry with invalid control field(s)", "VMXERR_ENTRY_INVALID_CONTROL_FIELD"),
    InstructionError(8, "VM entry with invalid host-state field(s)", "VMXERR_ENTRY_INVALID_HOST_STATE_FIELD"),
    InstructionError(9, "VMPTRLD with invalid physical address", "VMXERR_VMPTRLD_INVALID_ADDRESS"),
    InstructionError(10, "VMPTRLD with VMXON pointer", "VMXERR_VMPTRLD_VMXON_POINTER"),
    InstructionError(
        11, "VMPTRLD with incorrect VMCS revision identifier",
        "VMXERR_VMPTRLD_INCORRECT_VMCS_REVISION_ID"),
    InstructionError(12, "VMREAD/VMWRITE from/to unsupported VMCS component", "VMXERR_UNSUPPORTED_VMCS_COMPONENT"),
    InstructionError(13, "VMWRITE to read-only VMCS component", "VMXERR_VMWRITE_READ_ONLY_VMCS_COMPONENT"),
    InstructionError(15, "VMXON executed in VMX root operation", "VMXERR_VMXON_IN_VMX_ROOT_OPERATION"),
    InstructionError(
        16, "VM entry with invalid executive-VMCS pointer",
        "VMXERR_ENTRY_INVALID_EXECUTIVE_VMCS_POINTER"),
    InstructionError(17, "VM entry with non-launched executive VMCS", "VMXERR_ENTRY_NONLAUNCHED_EXECUTIVE_VMCS"),
    InstructionError(
        18,
        """
        VM entry with executive-VMCS pointer not VMXON pointer \
        (when attempting to deactivate the dual-monitor treatment of SMIs and SMM)
        """,
        "VMXERR_ENTRY_EXECUTIVE_VMCS_POINTER_NOT_VMXON_POINTER"),
    InstructionError(
        19, "VMCALL with non-clear VMCS (when attempting to activate the dual-monitor treatment of SMIs and SMM)",
        "VMXERR_VMCALL_NONCLEAR_VMCS"),
    InstructionError(
        20, "VMCALL with invalid VM-exit control fields",
        "VMXERR_VMCALL_INVALID_VM_EXIT_CONTROL_FIELDS"),
    InstructionError(
        22,
        """
        VMCALL with incorrect MSEG revision identifier \
        (when attempting to activate the dual-monitor treatment of SMIs and SMM)
        """,
        "VMXERR_VMCALL_INCORRECT_MSEG_REVISION_ID"),
    InstructionError(
        23, "VMXOFF under dual-monitor treatment of SMIs and SMM",
        "VMXERR_VMXOFF_UNDER_DUAL_MONITOR_TREATMENT_OF_SMIS_AND_SMM"),
    InstructionError(
        24,
        """
        VMCALL with invalid SMM-monitor features \
        (when attempting to activate the dual-monitor treatment of SMIs and SMM)
        """,
        "VMXERR_VMCALL_INVALID_SMM_MONITOR_FEATURES"),
    InstructionError(
        25,
        """
        VM entry with invalid VM-execution control fields in executive VMCS \
        (when attempting to return from SMM)
        """,
        "VMXERR_ENTRY_INVALID_VM_EXECUTION_CONTROL_FIELDS_IN_EXECUTIVE_VMCS"),
    InstructionError(26, "VM entry with events blocked by MOV SS", "VMXERR_ENTRY_EVENTS_BLOCKED_BY_MOV_SS"),
    InstructionError(28, "Invalid operand to INVEPT/INVVPID", "VMXERR_INVALID_OPERAND_TO_INVEPT_INVVPID"),
]
