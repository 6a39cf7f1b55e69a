// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The VMCS fields: encodings and typed accessors.
struct FieldFiles {
    let architecture: ArchitectureDescription
    static let source: String = "Spec/Architecture/Fields"

    var files: [OutputFile] {
        [
            OutputFile(path: "arch/vmcs_fields.h", text: encodings),
            OutputFile(path: "arch/vmcs_access.h", text: accessors),
            OutputFile(path: "arch/vmcs_list.c", text: list),
        ]
    }

    /// Fields in the order of the manual's appendix: by width, then group, then index.
    var groups: [(title: String, fields: [VMCSField])] {
        var result: [(title: String, fields: [VMCSField])] = []
        for width: FieldWidth in [.bits16, .bits64, .bits32, .natural] {
            for group: FieldGroup in FieldGroup.allCases {
                let fields: [VMCSField] = architecture.fields.map(\.field)
                    .filter { $0.width == width && $0.group == group }
                    .sorted { $0.index < $1.index }
                if fields.isEmpty { continue }
                let name: String = width.name.prefix(1).uppercased() + width.name.dropFirst()
                result.append(("\(name) \(group.name) fields", fields))
            }
        }
        return result
    }

    private var encodings: String {
        var printer = CPrinter()
        printer.lines(Banner.header(Self.source))
        printer.lines(["#ifndef HV_ARCH_VMCS_FIELDS_H", "#define HV_ARCH_VMCS_FIELDS_H"])
        for (title, fields) in groups {
            printer.section(title)
            for field: VMCSField in fields {
                let value: String = CName.hexadecimal(UInt64(field.encoding), digits: 4)
                printer.line(CPrinter.column("#define \(CName.encoding(field))", value, at: 56))
            }
        }
        printer.lines(["", "#endif /* HV_ARCH_VMCS_FIELDS_H */"])
        return printer.finish()
    }

    /// What a snapshot reads: every field, in the order of the encodings above.
    private var list: String {
        var printer = CPrinter()
        printer.lines(Banner.source(Self.source))
        printer.lines([
            "#include \"snapshot.h\"", "#include \"arch/vmcs_fields.h\"", "",
            "const struct hv_vmcs_field hv_vmcs_fields[] = {",
        ])
        for field: VMCSField in groups.flatMap(\.fields) {
            printer.line("\t{ \(CName.encoding(field)), \(HeaderName.literal(field.symbol)) },")
        }
        printer.lines([
            "};", "", "const unsigned int hv_nr_vmcs_fields = ARRAY_SIZE(hv_vmcs_fields);",
            "static_assert(ARRAY_SIZE(hv_vmcs_fields) <= HV_SNAPSHOT_FIELDS);",
        ])
        return printer.finish()
    }

    private var accessors: String {
        var printer = CPrinter()
        printer.lines(Banner.header(Self.source))
        printer.lines([
            "#ifndef HV_ARCH_VMCS_ACCESS_H", "#define HV_ARCH_VMCS_ACCESS_H", "",
            "#include \"platform.h\"", "#include \"arch/vmcs_fields.h\"", "",
            "/*",
            " * Each field has a reader that takes a pointer to its own width, and a writer",
            " * that takes a constant or a value of its own width, of the current VMCS. A",
            " * value of another width does not compile; a read-only field has no writer.",
            " */", "",
            "#define HV_DEFINE_FIELD(name, field, type)\t\t\t\t\\",
            "static __always_inline void hv_read_##name(type *value)\t\t\t\\",
            "{\t\t\t\t\t\t\t\t\t\\",
            "\t*value = (type)hvp_vmread(field);\t\t\t\t\\",
            "}", "",
            "#define hv_write_field(field, type, value) ({\t\t\t\t\\",
            "\tstatic_assert(__builtin_choose_expr(\t\t\t\t\\",
            "\t\t\t      __builtin_constant_p(value), 1,\t\t\\",
            "\t\t\t      __builtin_types_compatible_p(typeof(value),\t\\",
            "\t\t\t\t\t\t\t   type)),\t\\",
            "\t\t      #field \" takes a \" #type);\t\t\t\t\\",
            "\thvp_vmwrite(field, (type)(value));\t\t\t\t\\",
            "})",
        ])
        for (title, fields) in groups {
            printer.section(title)
            for field: VMCSField in fields {
                let name: String = field.symbol.lowercased()
                let type: String = CName.type(field.valueType)
                printer.line("HV_DEFINE_FIELD(\(name), \(CName.encoding(field)), \(type))")
                if !field.isReadOnly {
                    printer.line("#define hv_write_\(name)(value) \\")
                    printer.line("\thv_write_field(\(CName.encoding(field)), \(type), value)")
                }
            }
        }
        printer.lines(["", "#endif /* HV_ARCH_VMCS_ACCESS_H */"])
        return printer.finish()
    }
}
