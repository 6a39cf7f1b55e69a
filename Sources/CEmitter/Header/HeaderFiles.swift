// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The headers for other projects: `include/vtx.h` and what it includes, the whole database without a hypervisor.
///
/// They need a compiler and its `<stdint.h>`, nothing of ours. Names are Linux's where Linux has one, behind
/// `VTX_` or `vtx_`, so that they can stand beside `<asm/vmx.h>`.
struct HeaderFiles {
    let architecture: ArchitectureDescription

    /// In the order in which one may use another.
    private var parts: [(name: String, text: String)] {
        [
            ("types", HeaderTypes.text),
            ("fields", FieldHeader(architecture: architecture).text),
            ("controls", ControlHeader(architecture: architecture).text),
            ("exits", ExitHeader(architecture: architecture).text),
            ("errors", ErrorHeader(architecture: architecture).text),
            ("words", WordHeader(architecture: architecture).text),
            ("records", RecordHeader(architecture: architecture).text),
            ("msrs", MSRHeader(architecture: architecture).text),
            ("exists", ExistsHeader(architecture: architecture).text),
            ("access", AccessHeader(architecture: architecture).text),
        ]
    }

    var files: [OutputFile] {
        [OutputFile(path: "include/vtx.h", text: umbrella)]
            + parts.map { OutputFile(path: "include/vtx/\($0.name).h", text: $0.text) }
    }

    private var umbrella: String {
        var printer = CPrinter()
        printer.lines(Banner.header(HeaderName.source))
        printer.lines([
            "#ifndef VTX_H", "#define VTX_H", "",
            "/*",
            " * VT-x for any project in C11, C++17 or the kernel: copy this file and the",
            " * folder vtx beside it. Names are Linux's where Linux has one, behind VTX_.",
            " *",
            " * To read and write the VMCS, define two macros before the include:",
            " *",
            " *   VTX_VMREAD(encoding)\t\tthe value, in 64 bits",
            " *   VTX_VMWRITE(encoding, value)\twrites 64 bits",
            " */", "",
        ])
        for part in parts where part.name != "access" { printer.line("#include \"vtx/\(part.name).h\"") }
        printer.lines([
            "", "#if defined(VTX_VMREAD) || defined(VTX_VMWRITE)", "#include \"vtx/access.h\"", "#endif", "",
            "#endif /* VTX_H */",
        ])
        return printer.finish()
    }
}

/// How the headers spell things.
enum HeaderName {
    static let source: String = "Spec/Architecture"

    /// `wasUserExecutable` as `was_user_executable`.
    static func snake(_ label: String) -> String {
        let name: String = CName.snake(label)
        return name.hasSuffix("_") && !label.hasSuffix("_") ? String(name.dropLast()) : name
    }

    static func type(_ type: ValueType) -> String { type == .bool ? "bool" : "vtx_" + CName.type(type) }

    /// The type of a word of so many bits.
    static func word(_ bits: Int) -> String { "vtx_u\(bits)" }

    /// A constant in hexadecimal with the suffix that its width wants.
    static func constant(_ value: UInt64, width: Int) -> String {
        CName.hexadecimal(value) + (width == 64 ? "ull" : "u")
    }

    /// Text between quotation marks.
    static func literal(_ text: String) -> String {
        var quoted: String = "\""
        for character: Character in text {
            if character == "\"" || character == "\\" { quoted.append("\\") }
            quoted.append(character)
        }
        return quoted + "\""
    }
}

extension CPrinter {
    /// A header for other projects, within its guard.
    static func header(_ name: String, includes: [String], _ body: (inout CPrinter) -> Void) -> String {
        var printer = CPrinter()
        let guardName: String = "VTX_\(name.uppercased())_H"
        printer.lines(Banner.header(HeaderName.source))
        printer.lines(["#ifndef \(guardName)", "#define \(guardName)", ""])
        printer.lines(includes.map { "#include \"\($0).h\"" })
        body(&printer)
        printer.lines(["", "#endif /* \(guardName) */"])
        return printer.finish()
    }

    /// `#define name value`, the value at a tab stop.
    mutating func define(_ name: String, _ value: String) {
        line(Self.column("#define \(name)", value, at: 56))
    }

    /// A list as a macro that calls another for each row.
    mutating func list(_ name: String, _ comment: String, _ rows: [String]) {
        line()
        line("/* \(comment) */")
        if rows.isEmpty { return line("#define \(name)(X)") }
        line("#define \(name)(X) \\")
        for row: String in rows.dropLast() { line("\tX(\(row)) \\") }
        line("\tX(\(rows[rows.count - 1]))")
    }
}
