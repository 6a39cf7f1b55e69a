// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import HVCoreInterface

struct DumpCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "dump", abstract: "Print the VMCS of the last VM entry that failed.",
        discussion: """
            It shows addresses of the kernel, so the module must have been loaded with raw_dumps=1. \
            `hvgen why` reads the JSON, also on another machine.

            JSON: schema (1), kind (vmcs), cpu, profile, fields, capabilities and machine: objects of name and value \
            (hexadecimal text); msrLoadArea: array of index and value (hexadecimal text); failure: instructionError, \
            or exitReason and qualification (numbers).
            """)

    @OptionGroup var options: ReadingOptions

    func run(in context: Context) throws(Failure) -> ToolStatus {
        let device = try context.device()
        let values = try device.dump()
        guard let failure = try device.failure() else {
            throw Failure(.refused, "dump: no VM entry failed since the module was loaded")
        }
        context.show(asJSON: options.json, Self.json(failure, values)) { Self.lines(failure, values) }
        return .success
    }

    private static func members(_ values: [DumpedValue], _ kind: HVCoreValueKind) -> JSON {
        .object(values.filter { $0.kind == kind }.map { JSON.Member($0.name, .hexadecimal($0.value)) })
    }

    private static func json(_ failure: EntryFailure, _ values: [DumpedValue]) -> JSON {
        let contents = values.filter { $0.kind == .msrLoadValue }
        let area: [JSON] = values.filter { $0.kind == .msrLoadIndex }.map { entry in
            let content = contents.first { $0.number == entry.number }
            return .object([
                .init("index", .hexadecimal(entry.value)), .init("value", .hexadecimal(content?.value ?? 0)),
            ])
        }
        let reported: JSON =
            failure.kind == .entry
            ? .object([
                .init("exitReason", .unsigned(UInt64(failure.exitReason))),
                .init("qualification", .unsigned(failure.qualification)),
            ]) : .object([.init("instructionError", .unsigned(UInt64(failure.instructionError)))])
        return .object([
            .init("schema", .unsigned(1)), .init("kind", .text("vmcs")), .init("cpu", .unsigned(UInt64(failure.cpu))),
            .init("profile", .text(failure.profile)), .init("fields", members(values, .field)),
            .init("capabilities", members(values, .capability)), .init("machine", members(values, .machine)),
            .init("msrLoadArea", .array(area)), .init("failure", reported),
        ])
    }

    private static func lines(_ failure: EntryFailure, _ values: [DumpedValue]) -> [String] {
        [failure.headline]
            + values.map { value in
                let number = "0x" + String(value.value, radix: 16)
                switch value.kind {
                case .msrLoadIndex: return "MSR-load entry \(value.number), bits 63:0 = \(number)"
                case .msrLoadValue: return "MSR-load entry \(value.number), bits 127:64 = \(number)"
                default: return "\(value.name) = \(number)"
                }
            }
    }
}
