// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import Interpreter
import VMXModel

/// Reads the JSON that `hvctl dump --json` prints; `Sources/HVGenKit/README.md` has its members.
struct SnapshotReader {
    let architecture: ArchitectureDescription

    /// A number, or text: JavaScript's numbers have 53 bits.
    private enum Number: Decodable {
        case number(UInt64)
        case text(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(UInt64.self) {
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }

    private struct Snapshot: Decodable {
        struct Entry: Decodable {
            let index: Number
            /// Left out where it was not read.
            let value: Number?
        }
        struct Failure: Decodable {
            let instructionError: UInt32?
            let exitReason: UInt32?
            let qualification: Number?
        }
        let schema: Int
        let kind: String
        let fields: [String: Number]
        let capabilities: [String: Number]?
        let machine: [String: Number]?
        let msrLoadArea: [Entry]?
        let failure: Failure?
    }

    func read(_ data: Data) throws(DumpFailure) -> VMCSDump {
        let snapshot: Snapshot
        do {
            snapshot = try JSONDecoder().decode(Snapshot.self, from: data)
        } catch let error as DecodingError {
            throw DumpFailure("is JSON, and no snapshot of a VMCS: \(Self.reason(error))")
        } catch {
            throw DumpFailure("is no JSON")
        }
        guard snapshot.kind == "vmcs" else { throw DumpFailure("is JSON of kind \"\(snapshot.kind)\", not \"vmcs\"") }
        guard snapshot.schema == 1 else {
            throw DumpFailure("has schema \(snapshot.schema); this hvgen knows schema 1")
        }
        var dump = VMCSDump(.snapshot, line: 1)
        for (symbol, text) in snapshot.fields.sorted(by: { $0.key < $1.key }) {
            guard let field = architecture.fields.first(where: { $0.field.symbol == symbol })?.field else {
                dump.notes.append("there is no field \(symbol): left out")
                continue
            }
            let value: UInt64 = try number(text, symbol)
            if value & ~field.valueType.mask != 0 {
                throw DumpFailure("has 0x\(String(value, radix: 16)) for \(symbol), which has \(field.valueType.bits) bits")
            }
            dump.fields[field] = .known(value)
        }
        for (name, text) in snapshot.capabilities ?? [:] {
            guard let msr = architecture.capabilityMSRs.first(where: { $0.name == name }) else { continue }
            dump.capabilities[msr] = .known(try number(text, name))
        }
        let inputs: [MachineValue] = architecture.entryChecks.flatMap(\.operands).compactMap {
            if case .machine(let value) = $0 { value } else { nil }
        }
        for (name, text) in snapshot.machine ?? [:] {
            guard let input = inputs.first(where: { $0.name == name }) else { continue }
            dump.machine[input] = .known(try number(text, name) & input.type.mask)
        }
        for entry: Snapshot.Entry in snapshot.msrLoadArea ?? [] {
            let index: UInt64 = try number(entry.index, "an entry of msrLoadArea")
            guard index <= UInt64(UInt32.max) else {
                throw DumpFailure("has the MSR 0x\(String(index, radix: 16)), which is too high")
            }
            let value: UInt64? = try entry.value.map { value throws(DumpFailure) in
                try number(value, "an entry of msrLoadArea")
            }
            dump.msrLoadArea.append((UInt32(index), value))
        }
        if let failure = snapshot.failure {
            if let error = failure.instructionError {
                dump.failure = .instructionError(error)
            } else if let reason = failure.exitReason {
                let qualification: UInt64? = try failure.qualification.map { text throws(DumpFailure) in
                    try number(text, "the qualification")
                }
                dump.failure = .exit(reason: reason & 0xffff, qualification: qualification)
            }
        }
        return dump
    }

    private func number(_ number: Number, _ what: String) throws(DumpFailure) -> UInt64 {
        switch number {
        case .number(let value): return value
        case .text(let text):
            guard let value = ListDumpReader.number(text[...]) else {
                throw DumpFailure("has \"\(text)\" for \(what), which is no number")
            }
            return value
        }
    }

    private static func reason(_ error: DecodingError) -> String {
        func path(_ context: DecodingError.Context) -> String {
            context.codingPath.map(\.stringValue).joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, _): return "it has no \"\(key.stringValue)\""
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "\"\(path(context))\" is of another type"
        case .dataCorrupted: return "it is damaged"
        @unknown default: return "it cannot be read"
        }
    }
}
