// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

private typealias Value = NamedValues.Value
private typealias Use = NamedValues.Use

/// Numbers with names, and where they stand. `Tests/ArchitectureTests` finds a use of bits that do not exist.
public let namedValues: [NamedValues] =
    [
        // SDM volume 3, "Exception and Interrupt Vectors".
        NamedValues("Vector", "VECTOR", vectors, uses: [Use(InterruptionInformation.self, "vector")]),
        // SDM volume 3, "Format of the Exiting-Event Identification Field".
        NamedValues(
            "Interruption type", "INTERRUPTION_TYPE",
            [
                Value("externalInterrupt", "external interrupt", InjectedEvent.Kind.externalInterrupt.rawValue),
                Value("nonMaskableInterrupt", "NMI", InjectedEvent.Kind.nonMaskableInterrupt.rawValue),
                Value("hardwareException", "hardware exception", InjectedEvent.Kind.hardwareException.rawValue),
                Value("softwareInterrupt", "software interrupt", InjectedEvent.Kind.softwareInterrupt.rawValue),
                Value(
                    "privilegedSoftwareException", "privileged software exception",
                    InjectedEvent.Kind.privilegedSoftwareException.rawValue),
                Value("softwareException", "software exception", InjectedEvent.Kind.softwareException.rawValue),
                Value("other", "other event", InjectedEvent.Kind.other.rawValue),
            ],
            uses: [Use(InterruptionInformation.self, "type")]),
        // SDM volume 3, "Memory Types That Can Be Encoded in MTRRs".
        NamedValues(
            "Memory type", "MEMORY_TYPE",
            [
                Value("uncacheable", "uncacheable (UC)", MemoryType.uncacheable),
                Value("writeCombining", "write combining (WC)", MemoryType.writeCombining),
                Value("writeThrough", "write-through (WT)", MemoryType.writeThrough),
                Value("writeProtected", "write-protected (WP)", MemoryType.writeProtected),
                Value("writeBack", "write-back (WB)", MemoryType.writeBack),
            ],
            uses: [
                Use(EPTPointer.self, "memoryType"), Use(EPTPageEntry.self, "memoryType"),
                Use(VMXBasicLayout.self, "memoryType"),
            ]),
        // SDM volume 3, "Guest Non-Register State".
        NamedValues(
            "Activity state", "ACTIVITY_STATE",
            [
                Value("active", "active", ActivityState.active), Value("hlt", "HLT", ActivityState.hlt),
                Value("shutdown", "shutdown", ActivityState.shutdown),
                Value("waitForSIPI", "wait-for-SIPI", ActivityState.waitForSIPI),
            ],
            fields: [vmcs.guest.activityState.declaration]),
        // SDM volume 3, "Exit Qualification for APIC-Access VM Exits from Linear Accesses and Guest-Physical Accesses".
        NamedValues(
            "APIC access type", "APIC_ACCESS",
            [
                Value("linearRead", "linear read", APICAccess.linearRead),
                Value("linearWrite", "linear write", APICAccess.linearWrite),
                Value("linearFetch", "linear instruction fetch", APICAccess.linearFetch),
                Value(
                    "linearDuringEventDelivery", "linear, during event delivery", APICAccess.linearDuringEventDelivery),
                Value("linearAsynchronous", "linear, asynchronous", APICAccess.linearAsynchronous),
                Value(
                    "physicalDuringEventDelivery", "guest-physical, during event delivery",
                    APICAccess.physicalDuringEventDelivery),
                Value("physicalAsynchronous", "guest-physical, asynchronous", APICAccess.physicalAsynchronous),
                Value("physicalInstruction", "guest-physical, for an instruction", APICAccess.physicalInstruction),
            ],
            uses: [Use(APICAccessQualification.self, "accessType")]),
        // SDM volume 3, "Exit Qualification for Control-Register Accesses".
        NamedValues(
            "Control-register access", "CR_ACCESS",
            [
                Value("movTo", "MOV to CR", ControlRegisterAccess.movTo),
                Value("movFrom", "MOV from CR", ControlRegisterAccess.movFrom),
                Value("clts", "CLTS", ControlRegisterAccess.clts), Value("lmsw", "LMSW", ControlRegisterAccess.lmsw),
            ],
            uses: [Use(ControlRegisterAccessQualification.self, "accessType")]),
        // SDM volume 3, "Exit Qualification for Task Switches".
        NamedValues(
            "Source of a task switch", "TASK_SWITCH",
            [
                Value("call", "CALL", TaskSwitchSource.call), Value("iret", "IRET", TaskSwitchSource.iret),
                Value("jmp", "JMP", TaskSwitchSource.jmp),
                Value("taskGate", "task gate in the IDT", TaskSwitchSource.taskGate),
            ],
            uses: [Use(TaskSwitchQualification.self, "source")]),
        // SDM volume 3, "VM-Entry Failures During or After Loading Guest State".
        NamedValues(
            "Cause of invalid guest state", "GUEST_STATE_FAILURE",
            [
                Value("other", "not used for anything else", GuestStateFailure.other),
                Value("pdpteLoading", "loading the PDPTEs", GuestStateFailure.pdpteLoading),
                Value("nmiInjection", "injecting an NMI while NMIs are blocked by STI", GuestStateFailure.nmiInjection),
                Value("vmcsLinkPointer", "VMCS link pointer", GuestStateFailure.vmcsLinkPointer),
            ],
            uses: [Use(GuestStateFailureQualification.self, "cause")]),
    ] + operandValues
