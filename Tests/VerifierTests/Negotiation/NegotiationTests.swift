// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Hypervisors
import Testing
import VMXModel

@testable import Verifier

/// The model of negotiation is the same function as the module's.
@Suite struct NegotiationTests {
    private static let features: [CPUIDFeature] = [
        CPUIDFeatures.rdtscp, CPUIDFeatures.rdpid, CPUIDFeatures.xsave,
        CPUIDFeature("one", leaf: 1, .ecx, bit: 5), CPUIDFeature("two", leaf: 0xd, subleaf: 1, .eax, bit: 3),
        CPUIDFeature("last", leaf: 0x8000_0008, .ebx, bit: 31), CPUIDFeature("behind", leaf: 0x20, .edx, bit: 0),
    ]

    private func compare(_ cases: [NegotiationCase]) async throws -> [String] {
        let theirs: [String] = try await ModuleNegotiation.answers(to: cases)
        try #require(theirs.count == cases.count)
        for (line, one) in zip(theirs, cases) {
            let ours: String = one.answer(Negotiation(architecture, requests: one.requests))
            if ours != line { Issue.record("\(ours) is not \(line) for \(one.line)") }
        }
        return theirs
    }

    @Test("on thousands of processors and requests, made up")
    func random() async throws {
        var source = RandomProcessors(seed: 5)
        let cases: [NegotiationCase] = (0..<6000).map { index in
            NegotiationCase(
                processor: source.next(Self.features),
                requests: source.requests(Self.features, atMost: index % 3 == 0 ? 40 : 5))
        }
        let answers: [String] = try await compare(cases)
        // None of the ways out is missing.
        for start: String in ["chosen ", "refused capability ", "refused missing ", "refused forced "] {
            #expect(answers.count { $0.hasPrefix(start) } > 50, "\(start)")
        }
        #expect(answers.count { $0.contains(" needs ") && $0.hasSuffix(" to be 1") } > 50)
        #expect(answers.count { $0.contains(" needs ") && $0.hasSuffix(" to be 0") } > 5)
    }

    @Test("with each bit of each capability MSR the other way round")
    func boundaries() async throws {
        var cases: [NegotiationCase] = []
        for hypervisor: HypervisorDescription in hypervisors {
            for hasTrueControls: Bool in [false, true] {
                let plain: ProcessorCapabilities = RandomProcessors.permissive(hasTrueControls: hasTrueControls)
                for address: UInt32 in plain.msrs.keys.sorted() {
                    for bit: UInt64 in 0..<64 {
                        var changed: ProcessorCapabilities = plain
                        changed.msrs[address]! ^= 1 << bit
                        cases.append(NegotiationCase(processor: changed, requests: hypervisor.controls))
                    }
                    var missing: ProcessorCapabilities = plain
                    missing.msrs[address] = nil
                    cases.append(NegotiationCase(processor: missing, requests: hypervisor.controls))
                }
            }
        }
        let answers: [String] = try await compare(cases)
        #expect(answers.contains { $0.hasPrefix("chosen ") } && answers.contains { $0.hasPrefix("refused ") })
    }

    @Test(
        "on the captured processors",
        .enabled(if: !CapturedProcessors.all.isEmpty, "SKIP: no captured processors in \(CapturedProcessors.folder)"))
    func captured() async throws {
        #expect(CapturedProcessors.all.count == 35)
        let cases: [NegotiationCase] = hypervisors.flatMap { hypervisor in
            CapturedProcessors.all.map { NegotiationCase(processor: $0.processor, requests: hypervisor.controls) }
        }
        let answers: [String] = try await compare(cases)
        #expect(answers.contains { $0.hasPrefix("chosen ") } && answers.contains { $0.hasPrefix("refused ") })
    }

    @Test("says why a preferred control is 0")
    func withheld() throws {
        let ept: ControlBit = controls.secondary.enableEPT.declaration
        let guest: ControlBit = controls.secondary.unrestrictedGuest.declaration
        let x2apic: ControlBit = controls.secondary.virtualizeX2APICMode.declaration
        let tpr: ControlBit = controls.primary.useTPRShadow.declaration
        let accesses: ControlBit = controls.secondary.virtualizeAPICAccesses.declaration
        let requests: [ControlRequest] = [guest, ept, x2apic, tpr, accesses].map {
            ControlRequest($0, .preferred, at: SourceLocation(#fileID, #line))
        }
        var processor: ProcessorCapabilities = RandomProcessors.permissive()
        processor.msrs[0x48b]! &= ~(1 << 33)
        let chosen: NegotiatedControls = try Negotiation(architecture, requests: requests).negotiate(on: processor)
        #expect(
            chosen.withheld == [
                .init(control: ept.id, reason: .notAllowed(msr: 0x48b, bit: 33)),
                .init(control: x2apic.id, reason: .dependency(accesses.id, toBe: false)),
                .init(control: guest.id, reason: .dependency(ept.id, toBe: true)),
            ])
        #expect(chosen.isSet(tpr.id) && chosen.isSet(accesses.id))
        #expect(chosen.isSet(controls.primary.activateSecondaryControls.declaration.id))
        // The control that makes the word count is not allowed.
        processor.msrs[0x48e]! &= ~(1 << 63)
        let without: NegotiatedControls = try Negotiation(architecture, requests: requests).negotiate(on: processor)
        #expect(without[.secondary] == 0)
        #expect(
            without.withheld.last { $0.control == accesses.id }?.reason
                == .inactiveWord(controls.primary.activateSecondaryControls.declaration.id))
    }
}
