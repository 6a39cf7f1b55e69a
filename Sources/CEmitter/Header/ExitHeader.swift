// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// `vtx/exits.h`: the basic exit reasons with what the manual says of each.
struct ExitHeader {
    let architecture: ArchitectureDescription

    /// A property of exits for a reason, as a bit.
    private struct Property {
        let name: String
        let meaning: String
        let holds: @Sendable (ExitReason) -> Bool
    }

    private static let properties: [Property] = [
        Property(name: "QUALIFICATION", meaning: "the exit qualification is defined") { $0.qualification != nil },
        Property(name: "INSTRUCTION_INFO", meaning: "the instruction information is defined") {
            $0.instructionInformation != nil
        },
        Property(name: "INSTRUCTION_LEN", meaning: "the instruction length is defined") { $0.instructionLengthIsValid },
        Property(name: "LINEAR_ADDRESS", meaning: "the guest-linear address is defined") {
            $0.guestLinearAddressIsValid
        },
        Property(name: "PHYSICAL_ADDRESS", meaning: "the guest-physical address is defined") {
            $0.guestPhysicalAddressIsValid
        },
        Property(name: "FAULT_LIKE", meaning: "RIP is at the instruction that causes it") { $0.kind == .faultLike },
        Property(name: "TRAP_LIKE", meaning: "RIP is behind it") { $0.kind == .trapLike },
        Property(name: "ASYNCHRONOUS", meaning: "not because of an instruction") { $0.kind == .asynchronous },
        Property(name: "ENTRY_FAILURE", meaning: "VM entry failed") { $0.kind == .entryFailure },
        Property(name: "DURING_DELIVERY", meaning: "possible while an event is delivered") { $0.duringEventDelivery },
        Property(name: "FROM_USER_MODE", meaning: "code at CPL 3 can cause it") { $0.fromUserMode },
        Property(name: "NMI_QUALIFICATION", meaning: "bit 12 of the qualification: IRET had unblocked NMIs") {
            $0.nmiUnblocking == .exitQualification
        },
        Property(name: "NMI_INTR_INFO", meaning: "bit 12 of the event's identification says so") {
            $0.nmiUnblocking == .interruptionInformation
        },
    ]

    var text: String {
        CPrinter.header("exits", includes: ["types"]) { printer in
            printer.section("Basic exit reasons")
            for reason: ExitReason in architecture.exitReasons {
                printer.define("VTX_\(reason.symbol)", String(reason.number))
            }
            printer.section("What is so of exits for a reason")
            for (bit, property) in Self.properties.enumerated() {
                printer.line("/* \(property.meaning.prefix(1).uppercased())\(property.meaning.dropFirst()). */")
                printer.define("VTX_EXIT_PROPERTY_\(property.name)", HeaderName.constant(1 << UInt64(bit), width: 32))
            }
            printer.list(
                "VTX_FOR_EACH_EXIT_REASON",
                "X(symbol, number, layout of the qualification, of the instruction information, properties, name)",
                architecture.exitReasons.map(Self.row))
            Self.lookup("const char *", "vtx_exit_reason_name", "name", "(const char *)0", &printer)
            Self.lookup("vtx_u32 ", "vtx_exit_properties", "properties", "0", &printer)
        }
    }

    private static func row(_ reason: ExitReason) -> String {
        let names: [String] = properties.filter { $0.holds(reason) }.map { "VTX_EXIT_PROPERTY_" + $0.name }
        return "\(reason.symbol), \(reason.number), \(reason.qualification?.symbol ?? "NONE"), "
            + "\(reason.instructionInformation?.symbol ?? "NONE"), "
            + "\(names.isEmpty ? "0" : names.joined(separator: " | ")), \(HeaderName.literal(reason.name))"
    }

    private static func lookup(
        _ type: String, _ name: String, _ column: String, _ none: String, _ printer: inout CPrinter
    ) {
        printer.lines([
            "", "static inline \(type)\(name)(vtx_u16 basic_reason)", "{", "\tswitch (basic_reason) {",
            "#define VTX_CASE(symbol, number, qualification, information, properties, name) \\",
            "\tcase number: return \(column);", "\tVTX_FOR_EACH_EXIT_REASON(VTX_CASE)", "#undef VTX_CASE",
            "\tdefault: return \(none);", "\t}", "}",
        ])
    }
}
