// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// `vtx/access.h`: typed readers and writers on two macros of the project that uses them.
struct AccessHeader {
    let architecture: ArchitectureDescription

    var text: String {
        CPrinter.header("access", includes: ["types", "fields"]) { printer in
            printer.lines(Self.introduction)
            for (title, fields) in FieldFiles(architecture: architecture).groups {
                printer.section(title)
                printer.line("#ifdef VTX_VMREAD")
                for field: VMCSField in fields { print("read", "VTX_READER", "VTX_POINTER", field, &printer) }
                printer.line("#endif")
                printer.lines(["", "#ifdef VTX_VMWRITE"])
                for field: VMCSField in fields {
                    if field.isReadOnly {
                        // C before C23 takes a function that is nowhere declared for one that the linker will find.
                        printer.line("#define vtx_write_\(field.symbol.lowercased())(value) \\")
                        printer.line("\tvtx_a_read_only_field_has_no_writer")
                    } else {
                        print("write", "VTX_WRITER", "VTX_VALUE", field, &printer)
                    }
                }
                printer.line("#endif")
            }
        }
    }

    private static let introduction: [String] = [
        "",
        "/*",
        " * vtx_read_<field>() takes a pointer to exactly the field's width, and",
        " * vtx_write_<field>() a value of it or a constant: another width does not",
        " * compile. A read-only field has no writer. They are of the current VMCS, and",
        " * for 64-bit mode: elsewhere bits 63:32 of a 64-bit field have the encoding",
        " * VTX_<field>_HIGH, which VTX_VMREAD and VTX_VMWRITE have to see to.",
        " */",
        "#if !defined(VTX_VMREAD) && !defined(VTX_VMWRITE)",
        "#error \"define VTX_VMREAD(encoding), VTX_VMWRITE(encoding, value), or both\"",
        "#endif", "",
        "#define VTX_READER(name, field, type)\t\t\t\t\t\\",
        "static inline void vtx_read_##name(type *value)\t\t\t\t\\",
        "{\t\t\t\t\t\t\t\t\t\\",
        "\t*value = (type)VTX_VMREAD(field);\t\t\t\t\\",
        "}", "",
        "#define VTX_WRITER(name, field, type)\t\t\t\t\t\\",
        "static inline void vtx_write_##name(type value)\t\t\t\t\\",
        "{\t\t\t\t\t\t\t\t\t\\",
        "\tVTX_VMWRITE(field, (vtx_u64)value);\t\t\t\t\\",
        "}",
    ]

    private func print(
        _ verb: String, _ definition: String, _ check: String, _ field: VMCSField, _ printer: inout CPrinter
    ) {
        let name: String = field.symbol.lowercased()
        let type: String = HeaderName.type(field.valueType)
        printer.line("\(definition)(\(name), VTX_\(field.symbol), \(type))")
        printer.line("#define vtx_\(verb)_\(name)(value) \\")
        printer.line("\tvtx_\(verb)_\(name)(\(check)(\(type), value))")
    }
}
