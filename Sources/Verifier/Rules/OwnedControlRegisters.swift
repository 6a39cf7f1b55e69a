// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV015: bits of CR0 and CR4 that the hypervisor must own, and how.
enum OwnedControlRegisters: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.ownedBits.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        let hypervisor: HypervisorDescription = context.hypervisor
        var found: [Diagnostic] = declarations(hypervisor.ownedBits)
        guard hypervisor.mode == .runningSystem else { return found }
        found += vmxe(hypervisor)
        guard let execution = firstCPUID(hypervisor) else { return found }
        let shown: [(mask: UInt64, name: String)] = [(Manual.cr4OSXSAVE, "OSXSAVE"), (Manual.cr4PKE, "PKE")]
        for (mask, name) in shown {
            found += shownByCPUID(mask, name, execution, hypervisor)
        }
        found += hostCR4(context, execution)
        return found
    }

    private static func declarations(_ all: [OwnedControlRegisterBits]) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for (position, bits) in all.enumerated() {
            if bits.mask == 0 || bits.mask >> 32 != 0 {
                found.append(
                    Diagnostic(
                        .ownedBits, "the mask \(hex(bits.mask)) of \(bits.name) names no bits of \(bits.register)",
                        at: bits.location, suggestion: "use bits 31:0"))
            }
            for other: OwnedControlRegisterBits in all[..<position]
            where other.register == bits.register && other.mask & bits.mask != 0 {
                found.append(
                    Diagnostic(
                        .ownedBits,
                        "bits \(hex(other.mask & bits.mask)) of \(bits.register) are owned twice, as \(other.name) and "
                            + bits.name,
                        at: bits.location, suggestion: "own each bit once",
                        notes: [Diagnostic.Note("the other declaration is here", at: other.location)]))
            }
        }
        return found
    }

    private static func owner(_ mask: UInt64, _ hypervisor: HypervisorDescription) -> OwnedControlRegisterBits? {
        hypervisor.ownedBits.first { $0.register == .cr4 && $0.mask & mask != 0 }
    }

    private static func vmxe(_ hypervisor: HypervisorDescription) -> [Diagnostic] {
        guard let bits = owner(Manual.cr4VMXE, hypervisor) else {
            return [
                Diagnostic(
                    .ownedBits, "CR4.VMXE is not owned: the kernel's next write of CR4 would clear it and fault",
                    at: hypervisor.location, suggestion: "add OwnCR4(1 << 13, \"VMXE\", showing: .zero)")
            ]
        }
        guard bits.showsOwnValue else { return [] }
        return [
            Diagnostic(
                .ownedBits, "CR4.VMXE is shown as 1: the kernel's next write of CR4 would differ from it and exit",
                at: bits.location, suggestion: "show it as zero, as the kernel has left it")
        ]
    }

    private static func firstCPUID(_ hypervisor: HypervisorDescription) -> Statement? {
        var found: Statement?
        for handler: Handler in hypervisor.handlers {
            handler.body.forEachStatement { statement in
                if found == nil, case .cpuid = statement.kind { found = statement }
            }
        }
        return found
    }

    private static func shownByCPUID(
        _ mask: UInt64, _ name: String, _ execution: Statement, _ hypervisor: HypervisorDescription
    ) -> [Diagnostic] {
        let notes: [Diagnostic.Note] = [Diagnostic.Note("CPUID is executed in root mode here", at: execution.location)]
        guard let bits = owner(mask, hypervisor) else {
            return [
                Diagnostic(
                    .ownedBits,
                    "CR4.\(name) is not owned: CPUID in root mode would show root mode's bit, not the guest's",
                    at: hypervisor.location, suggestion: "add OwnCR4(\(hex(mask)), \"\(name)\", showing: .ownValue)",
                    notes: notes)
            ]
        }
        return bits.showsOwnValue
            ? []
            : [
                Diagnostic(
                    .ownedBits, "CR4.\(name) is shown as 0, although the kernel may have set it", at: bits.location,
                    suggestion: "show the register's own value", notes: notes)
            ]
    }

    private static func hostCR4(_ context: RuleContext, _ execution: Statement) -> [Diagnostic] {
        guard owner(Manual.cr4OSXSAVE, context.hypervisor) != nil,
            let handler = context.handlers(for: Manual.controlRegisterAccess).first
        else { return [] }
        var isWritten = false
        handler.body.forEachStatement { statement in
            switch statement.kind {
            case .writeField(Manual.hostCR4, _): isWritten = true
            case .call(let native, _, _) where native.effects.writesFields.contains(Manual.hostCR4): isWritten = true
            default: break
            }
        }
        return isWritten
            ? []
            : [
                Diagnostic(
                    .ownedBits,
                    "the handler for \"\(handler.reason.name)\" never writes HOST_CR4, so CPUID in root mode would not "
                        + "follow the guest's OSXSAVE and PKE",
                    at: handler.location, suggestion: "copy both bits to HOST_CR4 when the guest changes them",
                    notes: [Diagnostic.Note("CPUID is executed in root mode here", at: execution.location)])
            ]
    }
}
