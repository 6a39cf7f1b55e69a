// SPDX-License-Identifier: GPL-2.0-only

import HVCoreABI
import HVCoreInterface

/// The last VM entry that failed.
struct EntryFailure: Hashable {
    let kind: HVCoreFailureKind
    let cpu: UInt32
    let profile: String
    /// Zero when there is none.
    let instructionError: UInt32
    /// All 32 bits; zero when VMLAUNCH or VMRESUME failed.
    let exitReason: UInt32
    let qualification: UInt64
    /// Counts the failures since the module was loaded.
    let serial: UInt64
    /// Rules that are broken, and that depend on what is not known.
    let broken: UInt32
    let unknown: UInt32
    /// Those that fit what the processor reported come first.
    let findings: [Finding]

    /// A rule of the manual that is broken.
    struct Finding: Hashable {
        let number: UInt32
        /// Whether the processor may react to it as it did.
        let matches: Bool
        let name: String
        let section: String
        let sentence: String
        let values: String
        /// Empty when no field would do.
        let suggestion: String

        var code: String { "VE-\(number)" }

        init(_ finding: hvcore_finding) {
            var finding = finding
            number = finding.number
            matches = finding.matches != 0
            name = cString(&finding.name)
            section = cString(&finding.section)
            sentence = cString(&finding.sentence)
            values = cString(&finding.values)
            suggestion = cString(&finding.suggestion)
        }
    }
}

extension HVCoreDevice {
    /// The last VM entry that failed; nil when none did, or the module is too old to know.
    func failure() throws(Failure) -> EntryFailure? {
        var last = hvcore_failure()
        var isKnown = true
        let findings = try list(of: hvcore_finding()) { (room, address) throws(Failure) -> UInt32? in
            var argument = hvcore_failure()
            argument.size = UInt32(MemoryLayout<hvcore_failure>.size)
            argument.count = room
            argument.findings = address
            let error = exchange(.failure, &argument)
            last = argument
            guard let error else { return argument.count }
            switch error.number {
            case ErrorNumber.noRoom: return argument.count
            case ErrorNumber.unknownRequest:
                isKnown = false
                return 0
            default: throw Self.failure(of: .failure, error)
            }
        }
        guard isKnown, let kind = HVCoreFailureKind(rawValue: last.kind), kind != .none else { return nil }
        return EntryFailure(
            kind: kind, cpu: last.cpu, profile: cString(&last.profile), instructionError: last.instruction_error,
            exitReason: last.exit_reason, qualification: last.qualification, serial: last.serial, broken: last.broken,
            unknown: last.unknown, findings: findings.map(EntryFailure.Finding.init))
    }

    /// The raw values of that entry.
    func dump() throws(Failure) -> [DumpedValue] {
        let raw = try list(of: hvcore_value()) { (room, address) throws(Failure) -> UInt32? in
            var argument = hvcore_dump()
            argument.size = UInt32(MemoryLayout<hvcore_dump>.size)
            argument.count = room
            argument.values = address
            guard let error = exchange(.dump, &argument) else { return argument.count }
            switch error.number {
            case ErrorNumber.noRoom: return argument.count
            case ErrorNumber.notFound:
                throw Failure(.refused, "dump: no VM entry failed since the module was loaded")
            case _ where error.isPermission:
                throw Failure(
                    .noPermission, "dump: the module does not show raw values",
                    do: "load it with raw_dumps=1, as root, on a kernel that is not locked down")
            default: throw Self.failure(of: .dump, error)
            }
        }
        return raw.map { DumpedValue($0) }
    }
}

/// A value of a dump.
struct DumpedValue: Hashable {
    /// Nil when this hvctl does not know it.
    let kind: HVCoreValueKind?
    let number: UInt32
    let value: UInt64
    let name: String

    init(_ value: hvcore_value) {
        var value = value
        kind = HVCoreValueKind(rawValue: value.kind)
        number = value.number
        self.value = value.value
        let name = cString(&value.name)
        self.name = name.isEmpty ? MSRName.name(value.number) ?? "" : name
    }
}
