// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// `vtx/fields.h`: the encodings of the VMCS fields, and what is known of each.
struct FieldHeader {
    let architecture: ArchitectureDescription

    var text: String {
        CPrinter.header("fields", includes: ["types"]) { printer in
            for (title, fields) in FieldFiles(architecture: architecture).groups {
                printer.section(title)
                for field: VMCSField in fields {
                    printer.define("VTX_\(field.symbol)", CName.hexadecimal(UInt64(field.encoding), digits: 4))
                    if let high = field.highEncoding {
                        printer.define("VTX_\(field.symbol)_HIGH", CName.hexadecimal(UInt64(high), digits: 4))
                    }
                }
            }
            printer.list(
                "VTX_FOR_EACH_FIELD",
                "X(symbol, encoding, width, type, access, whether two independent sources have it, name)",
                architecture.fields.map { Self.row($0.field) })
            printer.lines([
                "", "/* The manual's name of a field by its encoding, NULL when it has none. */",
                "static inline const char *vtx_field_name(vtx_u32 encoding)", "{", "\tswitch (encoding) {",
                "#define VTX_CASE(symbol, encoding, width, type, access, confirmed, name) \\",
                "\tcase encoding: return name;", "\tVTX_FOR_EACH_FIELD(VTX_CASE)", "#undef VTX_CASE",
                "\tdefault: return (const char *)0;", "\t}", "}",
            ])
        }
    }

    private static func row(_ field: VMCSField) -> String {
        let width: String =
            switch field.width {
            case .bits16: "16"
            case .bits32: "32"
            case .bits64: "64"
            case .natural: "NATURAL"
            }
        let type: String =
            switch field.group {
            case .control: "CONTROL"
            case .exitInformation: "READ_ONLY_DATA"
            case .guestState: "GUEST_STATE"
            case .hostState: "HOST_STATE"
            }
        return "\(field.symbol), \(CName.hexadecimal(UInt64(field.encoding), digits: 4)), \(width), \(type), "
            + "\(field.isReadOnly ? "RO" : "RW"), \(field.isConfirmed ? 1 : 0), \(HeaderName.literal(field.name))"
    }
}
