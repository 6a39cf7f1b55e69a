// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let entry: MSRLoadEntryInputs = machine.memory.msrLoadEntry
/// SDM volume 3, "Loading MSRs": the manual's example of an MSR that only SMM may write.
private let smmMonitorCtl: UInt32 = 0x9b

/// Each entry of the VM-entry MSR-load area.
///
/// SDM volume 3, "Loading MSRs".
public struct MSRLoadingChecks: Sendable {
    public let fsBase: EntryCheck = .perEntry(
        9601, "msr-load.fs-base", "the MSR is not IA32_FS_BASE (C0000100H), which has a field of its own.",
        holds: entry.index.differs(from: 0xc000_0100), sources: .manualBochsLinux)
    public let gsBase: EntryCheck = .perEntry(
        9602, "msr-load.gs-base", "the MSR is not IA32_GS_BASE (C0000101H), which has a field of its own.",
        holds: entry.index.differs(from: 0xc000_0101), sources: .manualBochsLinux)
    public let x2apic: EntryCheck = .perEntry(
        9603, "msr-load.x2apic", "the MSR is not one of the x2APIC's (800H to 8FFH).",
        holds: entry.index.bits(31, 8).differs(from: 0x8), sources: .manualBochsLinux)
    public let smm: EntryCheck = .perEntry(
        9604, "msr-load.smm", "the MSR is not IA32_SMM_MONITOR_CTL (9BH) outside SMM.",
        given: not(machine.processor.isInSMM), holds: entry.index.differs(from: smmMonitorCtl),
        implied: "WRMSR to the MSR faults outside SMM", sources: .manualLinux)
    public let modelSpecific: EntryCheck = .perEntry(
        9605, "msr-load.model-specific", "the MSR is none that this model of processor refuses to load on VM entry.",
        holds: not(entry.isModelSpecific), sources: .manualLinux)
    public let reserved: EntryCheck = .perEntry(
        9606, "msr-load.reserved", "bits 63:32 of the entry are 0.", holds: entry.reserved.equals(0),
        sources: .manualBochsLinux)
    public let writable: EntryCheck = .perEntry(
        9607, "msr-load.writable", "WRMSR at CPL 0 would take the value: the MSR exists, and no reserved bit is 1.",
        holds: not(entry.wouldFault), sources: .manualBochsLinux)
}

extension EntryCheck {
    fileprivate static func perEntry(
        _ number: Int, _ name: String, _ sentence: String, given: Expr<Bool>? = nil, holds: Expr<Bool>,
        implied: String? = nil, sources: FactSources, line: UInt = #line
    ) -> EntryCheck {
        .rule(
            number, name, .loadingMSRs, "Entry of the VM-entry MSR-load area: \(sentence)", given: given,
            holds: holds, scope: .eachMSRLoadEntry, implied: implied, sources: sources, line: line)
    }
}
