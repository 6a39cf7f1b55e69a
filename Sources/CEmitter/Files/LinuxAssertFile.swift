// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Compares the database with the kernel's own headers while the module is built.
struct LinuxAssertFile {
    let architecture: ArchitectureDescription

    private struct Row {
        let linux: LinuxName
        let symbol: String
        let value: String
    }

    var files: [OutputFile] {
        var printer = CPrinter()
        printer.lines(Banner.source("Spec/Architecture"))
        printer.lines([
            "#include <linux/build_bug.h>", "#include <linux/version.h>", "#include <asm/vmx.h>",
            "#include <asm/msr-index.h>", "",
            "#include \"arch/controls.h\"", "#include \"arch/exit_reasons.h\"", "#include \"arch/msrs.h\"",
            "#include \"arch/vmcs_fields.h\"",
        ])
        printer.section("VMCS fields")
        print(
            architecture.fields.map(\.field).map {
                Row(linux: $0.linux, symbol: $0.symbol, value: CName.encoding($0))
            }, &printer)
        printer.section("Controls")
        print(
            architecture.controls.map {
                let one: String = architecture.word($0.id.word)?.isWide == true ? "1ull" : "1u"
                return Row(linux: $0.linux, symbol: $0.symbol, value: "\(one) << \(CName.control($0))_BIT")
            }, &printer)
        printer.section("Exit reasons")
        print(
            architecture.exitReasons.map {
                Row(linux: $0.linux, symbol: $0.symbol, value: ExitReasonFiles.constant($0))
            }, &printer)
        printer.section("Capability MSRs")
        print(
            architecture.capabilityMSRs.map {
                Row(linux: $0.linux, symbol: $0.symbol, value: "HV_\($0.symbol)")
            }, &printer)
        return [OutputFile(path: "arch/linux_asserts.c", text: printer.finish())]
    }

    private func print(_ rows: [Row], _ printer: inout CPrinter) {
        for row: Row in rows {
            switch row.linux {
            case .none: break
            case .all:
                assert(row.value, row.symbol, &printer)
            case .since(let version):
                printer.line("#if LINUX_VERSION_CODE >= \(Self.code(version))")
                assert(row.value, row.symbol, &printer)
                printer.line("#endif")
            case .renamed(let old, let version):
                printer.line("#if LINUX_VERSION_CODE >= \(Self.code(version))")
                assert(row.value, row.symbol, &printer)
                printer.line("#else")
                assert(row.value, old, &printer)
                printer.line("#endif")
            }
        }
    }

    private func assert(_ value: String, _ symbol: String, _ printer: inout CPrinter) {
        let whole: String = "static_assert((\(value)) == \(symbol));"
        if whole.count <= CPrinter.width { return printer.line(whole) }
        printer.line("static_assert((\(value)) ==")
        printer.line("\t      \(symbol));")
    }

    /// `6.12` as `KERNEL_VERSION(6, 12, 0)`.
    private static func code(_ version: String) -> String {
        let parts: [Substring] = version.split(separator: ".")
        precondition(parts.count >= 2, "'\(version)' is no kernel version")
        return "KERNEL_VERSION(\(parts[0]), \(parts[1]), \(parts.count > 2 ? String(parts[2]) : "0"))"
    }
}
