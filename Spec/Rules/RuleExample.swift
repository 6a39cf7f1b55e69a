// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

/// The wrong and the right example of one rule.
public struct RuleExample: Sendable {
    /// What a rule is shown.
    public enum Subject: Sendable {
        case hypervisor(HypervisorDescription)
        case abi(ABIDescription, [EventKind])
        /// Rows of the database beside its own.
        case fields([VMCSField])
    }

    public let code: Diagnostic.Code
    public let wrong: Subject
    public let right: Subject
    /// The file that both stand in, as `#fileID` and in full.
    public let fileID: String
    public let path: String

    init(
        _ code: Int, wrong: Subject, right: Subject, fileID: StaticString = #fileID, path: StaticString = #filePath
    ) {
        self.code = Diagnostic.Code(code)
        self.wrong = wrong
        self.right = right
        self.fileID = fileID.description
        self.path = path.description
    }

    init(
        _ code: Int, wrong: HypervisorDescription, right: HypervisorDescription, fileID: StaticString = #fileID,
        path: StaticString = #filePath
    ) {
        self.init(code, wrong: .hypervisor(wrong), right: .hypervisor(right), fileID: fileID, path: path)
    }
}

extension RuleExample.Subject {
    /// The database that the rules look at.
    public var architecture: ArchitectureDescription {
        let whole: ArchitectureDescription = Architecture.architecture
        guard case .fields(let rows) = self else { return whole }
        return ArchitectureDescription(
            fields: whole.fields + rows.map { ArchitectureDescription.NamedField(label: "vmcs.example", field: $0) },
            controlWords: whole.controlWords, controls: whole.controls, capabilityMSRs: whole.capabilityMSRs,
            exitReasons: whole.exitReasons, msrs: whole.msrs, instructionErrors: whole.instructionErrors,
            words: whole.words, records: whole.records, dispositions: whole.dispositions)
    }

    /// The hypervisors that they look at: one that is right, where the example is of something else.
    public var hypervisors: [HypervisorDescription] {
        switch self {
        case .hypervisor(let description): [description]
        case .fields: [Self.recording([])]
        case .abi(_, let events): [Self.recording(events)]
        }
    }

    /// The ABI that they look at; nil where the example is of something else.
    public var abi: ABIDescription? {
        if case .abi(let abi, _) = self { abi } else { nil }
    }

    /// A hypervisor that is right, and records events.
    private static func recording(_ events: [EventKind]) -> HypervisorDescription {
        let records: [Statement] = events.map { event in
            let words: [Expression] = event.arguments.map { _ in .constant(0, .u64) }
            return Statement(.emit(event, words), at: SourceLocation(#fileID, #line))
        }
        return Hypervisor("example", mode: .runningSystem, "records events") {
            quietRunningSystem()
            On(exits.cpuid) {
                records
                answerCPUID(announcing: announcement)
            }
        }
    }

    /// An ABI with these parts and nothing else but a record of two words.
    static func abi(
        enumerations: [ABIEnumeration] = [], structures: [ABIStructure] = [], requests: [ABIRequest] = [],
        record: ABIStructure = RuleExample.record, events: [EventKind] = []
    ) -> Self {
        let abi = ABIDescription(
            prefix: "example", magic: 0xbd, summary: "an example", source: "Spec/Rules", constants: [],
            enumerations: enumerations, structures: [record] + structures, requests: requests,
            retiredRequestNumbers: [], record: record, recordWords: 2)
        return .abi(abi, events)
    }
}

extension RuleExample {
    static let record = ABIStructure("event", "a record", members: [ABIMember("kind", .u64, "what happened")])
}

/// What the examples tell of themselves in leaf 0x4000_0000.
let announcement: Announcement = Announcement(signature: "RuleExamples", version: 1)

/// ``quietRunningSystem()`` without its controls.
func quietHandlers() -> [HypervisorPart] {
    [runningSystemSetup()] + ownedControlRegisterBits() + msrPolicy(whenMTRRChanges: stopForMTRR)
        + refusedInstructions() + unconditionalInstructions() + systemEvents()
}

/// A row of the database: area, index, the manual's name and Linux' name of a field of 64 bits.
func row(
    _ group: FieldGroup, _ index: UInt32, _ name: String, _ symbol: String, fileID: StaticString = #fileID,
    line: UInt = #line
) -> VMCSField {
    VMCSField(
        name: name, symbol: symbol, width: .natural, group: group, index: index, existsWhen: .always, linux: .none,
        location: SourceLocation(fileID, line))
}
