// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Basic exit reasons, their names, and the layouts of their qualifications.
struct ExitReasonFiles {
    let architecture: ArchitectureDescription
    static let source: String = "Spec/Architecture/Exits"

    var files: [OutputFile] {
        [
            OutputFile(path: "arch/exit_reasons.h", text: header),
            OutputFile(path: "arch/exit_reasons.c", text: names),
        ]
    }

    static func constant(_ reason: ExitReason) -> String { "HV_" + reason.symbol }

    private var header: String {
        var printer = CPrinter()
        printer.lines(Banner.header(Self.source))
        printer.lines(["#ifndef HV_ARCH_EXIT_REASONS_H", "#define HV_ARCH_EXIT_REASONS_H"])
        printer.section("Basic exit reasons")
        for reason: ExitReason in architecture.exitReasons {
            printer.line(CPrinter.column("#define \(Self.constant(reason))", String(reason.number), at: 56))
        }
        printer.lines([
            "", "/* Bit 31 of the exit reason: VM entry failed. */",
            CPrinter.column("#define HV_EXIT_REASON_ENTRY_FAILED", "0x80000000u", at: 56),
        ])
        for layout: BitLayoutDescription in layouts { print(layout, &printer) }
        printer.lines(["", "#endif /* HV_ARCH_EXIT_REASONS_H */"])
        return printer.finish()
    }

    /// Each layout once, in the order of the reasons that use it.
    private var layouts: [BitLayoutDescription] {
        var found: [BitLayoutDescription] = []
        for reason: ExitReason in architecture.exitReasons {
            for layout in [reason.qualification, reason.instructionInformation].compactMap({ $0 })
            where !found.contains(layout) {
                found.append(layout)
            }
        }
        return found
    }

    private func print(_ layout: BitLayoutDescription, _ printer: inout CPrinter) {
        printer.section(layout.name)
        let prefix: String = "HV_" + CName.constant(layout.name, most: 200).replacingPrefix("EXIT_QUALIFICATION_FOR_", "QUAL_")
        for field: BitLayoutDescription.Field in layout.fields {
            let name: String = prefix + "_" + CName.snake(field.label).uppercased()
            printer.line("#define \(name)_SHIFT \(field.bits.low)")
            printer.line("#define \(name)_MASK \(CName.hexadecimal(field.bits.mask))ull")
        }
    }

    private var names: String {
        var printer = CPrinter()
        printer.lines(Banner.source(Self.source))
        printer.lines([
            "#include \"profile.h\"", "#include \"arch/exit_reasons.h\"", "",
            "const char *hv_exit_reason_name(u32 reason)", "{",
        ])
        printer.indented { printer in
            printer.line("switch (reason) {")
            for reason: ExitReason in architecture.exitReasons {
                printer.line("case \(Self.constant(reason)):")
                printer.indented { $0.line("return \"\(reason.name)\";") }
            }
            printer.line("default:")
            printer.indented { $0.line("return NULL;") }
            printer.line("}")
        }
        printer.line("}")
        return printer.finish()
    }
}

extension String {
    func replacingPrefix(_ old: String, _ new: String) -> String {
        hasPrefix(old) ? new + dropFirst(old.count) : self
    }
}
