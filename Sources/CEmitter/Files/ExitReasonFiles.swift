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
        printer.section("What an exit defines, by the basic exit reason")
        for (position, part) in Self.parts.enumerated() {
            printer.line(CPrinter.column("#define HV_EXIT_DEFINES_\(part.name)", "0x\(String(1 << position, radix: 16))u", at: 56))
        }
        let count: Int = (architecture.exitReasons.map { Int($0.number) }.max() ?? 0) + 1
        printer.lines([
            "", CPrinter.column("#define HV_NR_EXIT_REASONS", String(count), at: 56), "",
            "#ifndef __ASSEMBLY__",
            "/* HV_EXIT_DEFINES_*; the other VM-exit information fields hold anything. */",
            "extern const unsigned char hv_exit_defines[HV_NR_EXIT_REASONS];",
            "#endif",
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

    /// VM-exit information that some exits define and others do not.
    private static let parts: [(name: String, isDefined: @Sendable (ExitReason) -> Bool)] = [
        ("QUALIFICATION", { $0.qualification != nil }),
        ("INSTRUCTION_INFORMATION", { $0.instructionInformation != nil }),
        ("INSTRUCTION_LENGTH", { $0.instructionLengthIsValid }),
        ("LINEAR_ADDRESS", { $0.guestLinearAddressIsValid }),
        ("PHYSICAL_ADDRESS", { $0.guestPhysicalAddressIsValid }),
        ("INTERRUPTION", { $0.nmiUnblocking == .interruptionInformation || $0.symbol == "EXIT_REASON_EXTERNAL_INTERRUPT" }),
    ]

    /// For example `[HV_EXIT_REASON_INVLPG] = HV_EXIT_DEFINES_QUALIFICATION |`.
    private func printDefines(_ printer: inout CPrinter) {
        printer.lines(["", "const unsigned char hv_exit_defines[HV_NR_EXIT_REASONS] = {"])
        printer.indented { printer in
            for reason: ExitReason in architecture.exitReasons {
                let names: [String] = Self.parts.filter { $0.isDefined(reason) }.map { "HV_EXIT_DEFINES_" + $0.name }
                guard !names.isEmpty else { continue }
                printer.line("[\(Self.constant(reason))] =")
                printer.indented { printer in
                    for name: String in names.dropLast() { printer.line(name + " |") }
                    printer.line(names.last! + ",")
                }
            }
        }
        printer.line("};")
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
        printDefines(&printer)
        return printer.finish()
    }
}

extension String {
    func replacingPrefix(_ old: String, _ new: String) -> String {
        hasPrefix(old) ? new + dropFirst(old.count) : self
    }
}
