// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV024: what CPUID shows to the running system works there.
enum FeaturesShown: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.featuresShown.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        let hypervisor: HypervisorDescription = context.hypervisor
        guard hypervisor.mode == .runningSystem, let handler = context.handlers(for: Manual.cpuid).first else {
            return []
        }
        var found: [Diagnostic] = []
        for (control, features) in Manual.enablingControls where !isEnabled(control, features, hypervisor) {
            for feature: CPUIDFeature in features {
                guard let place = placeThatShows(feature, handler, context) else { continue }
                let name: String = context.reachability.name(of: control)
                let requests: [ControlRequest] = hypervisor.controls.filter { $0.control.id == control }
                found.append(
                    Diagnostic(
                        .featuresShown,
                        "CPUID can show \(feature.name), and \(name) is not 1 wherever it does: "
                            + "the guest would get #UD",
                        at: requests.first?.location ?? hypervisor.location,
                        suggestion: "add Require(…, whenGuestSees: …) for it, or clear the bit in the handler",
                        notes: [Diagnostic.Note("the CPUID handler answers here", at: place)]))
            }
        }
        return found
    }

    private static func isEnabled(
        _ control: ControlID, _ features: [CPUIDFeature], _ hypervisor: HypervisorDescription
    ) -> Bool {
        hypervisor.controls.contains { request in
            guard request.control.id == control else { return false }
            switch request.level {
            case .required: return true
            case .whenCPUID(let feature): return features.contains { $0.isSameBit(as: feature) }
            case .preferred: return false
            }
        }
    }

    /// Runs the handler for the feature's leaf; the place where it goes on with the bit not surely 0.
    private static func placeThatShows(
        _ feature: CPUIDFeature, _ handler: Handler, _ context: RuleContext
    ) -> SourceLocation? {
        var state: PathState = context.start(of: CodeUnit(.handler(handler)))
        let leaf: Expression = .convert(.register(.rax), .u32)
        let subleaf: Expression = .convert(.register(.rcx), .u32)
        guard state.refine(leaf, UInt64(feature.leaf), UInt64(feature.leaf)),
            state.refine(subleaf, UInt64(feature.subleaf), UInt64(feature.subleaf))
        else { return nil }
        var found: SourceLocation?
        let walker = PathWalker { statement, known in
            guard case .end(.advance) = statement.kind, found == nil else { return }
            if known.evaluate(.register(feature.register.guest)).zeroes & (1 << UInt64(feature.bit)) == 0 {
                found = statement.location
            }
        }
        _ = walker.walk(handler.body, state)
        return found
    }
}

extension CPUIDFeature {
    fileprivate func isSameBit(as other: CPUIDFeature) -> Bool {
        leaf == other.leaf && subleaf == other.subleaf && register == other.register && bit == other.bit
    }
}

extension CPUIDFeature.Register {
    fileprivate var guest: Register {
        switch self {
        case .eax: .rax
        case .ebx: .rbx
        case .ecx: .rcx
        case .edx: .rdx
        }
    }
}
