// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import Hypervisors
import VMXModel

/// An architecture with more fields than the VMCS has, for tests, and a hypervisor whose set-up writes them all.
public struct ManyFields {
    public let architecture: ArchitectureDescription
    public let hypervisor: HypervisorDescription

    /// Of each width and group, what the encoding's nine bits can number above what VT-x uses.
    private static let firstIndex: UInt32 = 0x80
    private static let indices: UInt32 = 512 - firstIndex
    private static let widths: [FieldWidth] = [.bits16, .bits64, .bits32, .natural]
    private static let groups: [FieldGroup] = [.control, .guestState]
    public static let most: Int = Int(indices) * widths.count * groups.count

    public init(count: Int) {
        precondition(count <= Self.most, "encodings have no room for \(count) fields")
        let fields: [VMCSField] = (0..<UInt32(count)).map { number in
            VMCSField(
                name: "Synthetic \(number)", symbol: "SYNTHETIC_\(number)",
                width: Self.widths[Int(number / Self.indices) % Self.widths.count],
                group: Self.groups[Int(number / Self.indices) / Self.widths.count],
                index: Self.firstIndex + number % Self.indices, existsWhen: .always, linux: .none,
                location: tutorial.location)
        }
        architecture = Architecture.architecture.adding(
            fields: fields.map { ArchitectureDescription.NamedField(label: "vmcs.guest.\($0.symbol.lowercased())", field: $0) })
        hypervisor = tutorial.copy(named: "many_fields") { handlers in
            handlers.map { handler in
                handler.reason == exits.cpuid.declaration ? handler.after(Self.touching(fields)) : handler
            }
        }
    }

    /// Reads one field and writes the next.
    private static func touching(_ fields: [VMCSField]) -> [Statement] {
        zip(fields, fields.dropFirst()).map { read, written in
            let value: Expression = .field(read)
            let isSame: Bool = read.valueType == written.valueType
            return Statement(
                .writeField(written, isSame ? value : .convert(value, written.valueType)), at: tutorial.location)
        }
    }
}
