// SPDX-License-Identifier: GPL-2.0-only

import VMXModel
import Verifier

/// Asks whether one hypervisor starts on processors, with the checks that the module makes when it starts one, in
/// their order.
///
/// Left out is what is no matter of the processor: CR4.VMXE (something else uses VT-x), CR4.FRED (a boot option) and
/// the MTRRs, which every processor with EPT has. IA32_FEATURE_CONTROL is firmware's, and counts where it was captured.
public struct Portability {
    private let architecture: ArchitectureDescription
    private let hypervisor: HypervisorDescription
    private let negotiation: Negotiation

    public init(of hypervisor: HypervisorDescription, _ architecture: ArchitectureDescription) {
        self.architecture = architecture
        self.hypervisor = hypervisor
        negotiation = Negotiation(architecture, hypervisor)
    }

    /// How a start ends with one set of answers.
    enum Outcome {
        case runs([NegotiatedControls.Withheld])
        case refused(PortabilityVerdict.Refusal)
        case unknown([UInt32])
    }

    public func verdict(on processor: CapturedProcessor) -> PortabilityVerdict {
        let known = CapturedCapabilities(processor, architecture)
        if let outcome = ProcessorChecks(known).outcome { return verdict(outcome, known, []) }
        // Without CPUID: features are shown where the enabling control is allowed, as on every real processor.
        let features: [(control: ControlID, feature: CPUIDFeature)] = hypervisor.controls.compactMap { request in
            if case .whenCPUID(let feature) = request.level { (request.control.id, feature) } else { nil }
        }
        if !processor.cpuid.isEmpty || features.isEmpty {
            return verdict(start(known, known.leaves), known, [])
        }
        let usable: [CPUIDFeature] = features.filter { known.allows($0.control) != false }.map(\.feature)
        let hidden: [CPUIDFeature] = features.filter { known.allows($0.control) == false }.map(\.feature)
        let shown: Outcome = start(known, CapturedCapabilities.leaves(showing: usable))
        let none: Outcome = start(known, [:])
        if case .refused = shown, case .runs = none {
            return PortabilityVerdict(processor.name, .unknown, notCaptured: ["CPUID"])
        }
        return verdict(shown, known, hidden)
    }

    private func verdict(
        _ outcome: Outcome, _ known: CapturedCapabilities, _ hidden: [CPUIDFeature]
    ) -> PortabilityVerdict {
        let name: String = known.processor.name
        switch outcome {
        case .runs(let withheld):
            let assuming: [String]? = hidden.map { "CPUID does not show \($0.name)" }.ifAny
            if withheld.isEmpty { return PortabilityVerdict(name, .runs, assuming: assuming) }
            return PortabilityVerdict(
                name, .runsWithout, without: withheld.map { self.withheld($0, known) }, assuming: assuming)
        case .refused(let refusal): return PortabilityVerdict(name, .refused, refusal: refusal)
        case .unknown(let addresses):
            return PortabilityVerdict(name, .unknown, notCaptured: addresses.map(known.name))
        }
    }

    private func withheld(
        _ withheld: NegotiatedControls.Withheld, _ known: CapturedCapabilities
    ) -> PortabilityVerdict.Withheld {
        func name(_ id: ControlID) -> String { "\(id) \"\(architecture.control(id)?.name ?? "reserved")\"" }
        let because: String =
            switch withheld.reason {
            case .notAllowed(let msr, _) where known.values[msr] == nil: "\(known.name(of: msr)) is not there"
            case .notAllowed(let msr, let bit): "bit \(bit) of \(known.name(of: msr)) is 0"
            case .dependency(let other, let value): "it needs \(name(other)) to be \(value ? 1 : 0)"
            case .excluded(let other): "\(name(other)) must not be 1 with it"
            case .inactiveWord(let other): "\(name(other)) is 0"
            }
        return PortabilityVerdict.Withheld(
            control: withheld.control.description, name: architecture.control(withheld.control)?.name ?? "reserved",
            because: because)
    }

    // MARK: Starting

    /// Negotiates with what was captured. What was not is taken for the worst and for the best that it can be: only
    /// where both end alike is there an answer.
    private func start(
        _ known: CapturedCapabilities, _ cpuid: [ProcessorCapabilities.Leaf: ProcessorCapabilities.Registers]
    ) -> Outcome {
        let missing: [CapabilityMSR] = missingWords(known)
        let worst: Outcome = negotiate(known, known.values, cpuid).final
        if missing.isEmpty { return worst }
        var values: [UInt32: UInt64] = known.values
        for word: ControlWord in architecture.controlWords {
            guard let msr = known.source(of: word), missing.contains(msr) else { continue }
            // All may be 1, none must be.
            values[msr.address] = word.rule == .allowedPair ? 0xffff_ffff << 32 : UInt64.max
        }
        let best = negotiate(known, values, cpuid)
        // Allowing more and forcing less never makes negotiation refuse.
        if case .refused = best.negotiated { return best.negotiated }
        switch (worst, best.final) {
        case (.runs(let few), .runs(let many)) where few == many: return worst
        case (.refused, .refused): return worst
        default: return .unknown(missing.map(\.address))
        }
    }

    /// The MSRs of words that take part, which the processor may have and which were not captured.
    private func missingWords(_ known: CapturedCapabilities) -> [CapabilityMSR] {
        architecture.controlWords.compactMap { word in
            let takesPart: Bool =
                word.activatedBy == nil || hypervisor.controls.contains { $0.control.id.word == word.id }
            guard takesPart, let msr = known.source(of: word), known.isMissing(msr) else { return nil }
            return msr
        }
    }

    /// How negotiation ends, and how the start does after the checks that follow it.
    private func negotiate(
        _ known: CapturedCapabilities, _ values: [UInt32: UInt64],
        _ cpuid: [ProcessorCapabilities.Leaf: ProcessorCapabilities.Registers]
    ) -> (negotiated: Outcome, final: Outcome) {
        do throws(NegotiationRefusal) {
            let controls: NegotiatedControls = try negotiation.negotiate(
                on: ProcessorCapabilities(msrs: values, cpuid: cpuid))
            let runs: Outcome = .runs(controls.withheld)
            return (runs, ControlChecks(known, controls).outcome ?? runs)
        } catch {
            let refused: Outcome = .refused(refusal(error, known))
            return (refused, refused)
        }
    }

    private func refusal(_ refusal: NegotiationRefusal, _ known: CapturedCapabilities) -> PortabilityVerdict.Refusal {
        let code: String =
            switch refusal {
            case .unreadable: "missing-capability"
            case .missing: "missing-control"
            case .forced: "forced-control"
            case .dependency(_, _, let value): value ? "missing-control" : "forced-control"
            }
        return PortabilityVerdict.Refusal(
            code: code, text: refusal.words(in: architecture), control: refusal.control?.description,
            msr: refusal.msr.map(known.name), bit: refusal.capabilityBit(in: architecture))
    }
}
