// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// The state of the processor when it executes VMLAUNCH or VMRESUME.
public struct ProcessorInputs: Sendable {
    public let isInVirtual8086OrCompatibilityMode: MachineInput<Bool> = MachineInput(
        "virtual-8086-or-compatibility-mode", "whether the processor is in virtual-8086 or compatibility mode",
        .processor)
    public let cpl: MachineInput<UInt8> = MachineInput(
        "cpl", "the current privilege level", .processor, alwaysZero: 0xfc)
    public let hasCurrentVMCS: MachineInput<Bool> = MachineInput(
        "has-current-vmcs", "whether there is a current VMCS", .processor)
    public let currentVMCS: MachineInput<UInt64> = MachineInput(
        "current-vmcs", "the current-VMCS pointer", .processor)
    public let currentVMCSIsShadow: MachineInput<Bool> = MachineInput(
        "current-vmcs-is-shadow", "whether the current VMCS is a shadow VMCS", .processor)
    public let currentVMCSIsLaunched: MachineInput<Bool> = MachineInput(
        "current-vmcs-is-launched", "whether the launch state of the current VMCS is \"launched\"", .processor)
    public let isVMLAUNCH: MachineInput<Bool> = MachineInput(
        "is-vmlaunch", "whether the instruction is VMLAUNCH, not VMRESUME", .processor)
    public let isBlockedByMovSS: MachineInput<Bool> = MachineInput(
        "blocked-by-mov-ss", "whether the instruction before was a MOV or POP to SS", .processor)
    public let isInSMM: MachineInput<Bool> = MachineInput(
        "in-smm", "whether the processor is in system-management mode", .processor)
    public let isInSEAM: MachineInput<Bool> = MachineInput(
        "in-seam", "whether the processor is in secure-arbitration mode", .processor)
    public let isInIA32eMode: MachineInput<Bool> = MachineInput(
        "in-ia-32e-mode", "IA32_EFER.LMA of the host", .processor)
    public let isTracing: MachineInput<Bool> = MachineInput(
        "trace-enabled", "IA32_RTIT_CTL.TraceEn of the host", .processor)
    public let hasMachineCheck: MachineInput<Bool> = MachineInput(
        "machine-check-event", "whether a machine-check event occurs during the VM entry", .processor)
}
