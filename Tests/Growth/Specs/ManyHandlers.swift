// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import Hypervisors
import VMXModel

/// An architecture with more exit reasons than VT-x has, for tests, and a hypervisor that handles them all.
public struct ManyHandlers {
    public let architecture: ArchitectureDescription
    public let hypervisor: HypervisorDescription
    /// The reasons that VT-x does not have.
    public let reasons: [ExitReason]

    private static let counts: StateArray<UInt64> = StateArray("counts", "by the last bits of the reason", count: 64)
    /// Above every number that VT-x has.
    private static let firstNumber: Int = 256

    /// - Parameters:
    ///   - count: of the reasons that VT-x does not have.
    ///   - form: of their handlers.
    ///   - rate: how often each is expected: what is rare goes through the C dispatch.
    public init(count: Int, as form: Handler.Form, rate: UInt32) {
        let model: ExitReason = exits.cpuid.declaration
        let reasons: [ExitReason] = (0..<count).map { number in
            ExitReason(
                number: UInt16(Self.firstNumber + number), name: "Synthetic \(number)",
                symbol: "EXIT_REASON_SYNTHETIC_\(number)", causes: [.always], qualification: nil,
                instructionInformation: nil, instructionLengthIsValid: true, kind: model.kind,
                duringEventDelivery: false, fromUserMode: true, nmiUnblocking: .never,
                guestLinearAddressIsValid: false, guestPhysicalAddressIsValid: false, existsWhen: .always,
                rate: rate, linux: .none, location: model.location)
        }
        self.reasons = reasons
        architecture = Architecture.architecture.adding(reasons: reasons)
        hypervisor = tutorial.copy(named: "many_handlers", states: [Self.counts.variable]) { handlers in
            handlers
                + reasons.map {
                    Handler(reason: $0, form: form, body: Self.body(UInt64($0.number)), location: tutorial.location)
                }
        }
    }

    /// No two handlers are the same.
    @HandlerBuilder
    private static func body(_ number: UInt64) -> [Statement] {
        counts[UInt32(number % 64)] += 1
        If(guest.rcx.hasAny(1 << (number % 32))) {
            guest.rax <- number
        } else: {
            guest.rax <- guest.rdx ^ number
        }
        Advance()
    }
}

extension ArchitectureDescription {
    /// The same with more exit reasons and fields.
    func adding(reasons: [ExitReason] = [], fields more: [NamedField] = []) -> ArchitectureDescription {
        ArchitectureDescription(
            fields: fields + more, controlWords: controlWords, controls: controls, capabilityMSRs: capabilityMSRs,
            exitReasons: exitReasons + reasons, msrs: msrs, instructionErrors: instructionErrors,
            words: words, records: records, registers: registers, fieldLayouts: fieldLayouts, namedValues: namedValues,
            swiftNames: swiftNames, dispositions: dispositions)
    }
}
