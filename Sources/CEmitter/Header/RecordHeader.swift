// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// `vtx/records.h`: structures in memory, their layout checked by the compiler.
struct RecordHeader {
    let architecture: ArchitectureDescription

    var text: String {
        CPrinter.header("records", includes: ["types"]) { printer in
            for record: RecordDescription in architecture.records { Self.print(record, &printer) }
            printer.list(
                "VTX_FOR_EACH_RECORD", "X(structure, size, alignment, name)",
                architecture.records.map { "\($0.symbol), \($0.size), \($0.alignment), \(HeaderName.literal($0.name))" }
            )
            printer.list(
                "VTX_FOR_EACH_MEMBER", "X(structure, member, offset, size, name)",
                architecture.records.flatMap { record in
                    record.members.map {
                        "\(record.symbol), \($0.symbol), \($0.offset), \($0.size), \(HeaderName.literal($0.name))"
                    }
                })
        }
    }

    private static func print(_ record: RecordDescription, _ printer: inout CPrinter) {
        printer.section(record.name)
        printer.line("struct vtx_\(record.symbol) {")
        printer.indented { printer in
            var end: Int = 0
            for member: RecordDescription.Member in record.members {
                reserve(end, member.offset, &printer)
                let count: Int = member.size / member.elementSize
                printer.line("/* \(member.name)\(member.layout.map { ": VTX_\($0.symbol)_*" } ?? "") */")
                printer.line("vtx_u\(8 * member.elementSize) \(member.symbol)\(count == 1 ? "" : "[\(count)]");")
                end = member.offset + member.size
            }
            reserve(end, record.size, &printer)
        }
        printer.line(record.alignment == 1 ? "};" : "} VTX_ALIGNED(\(record.alignment));")
        printer.line()
        let tag: String = "struct vtx_\(record.symbol)"
        assert("sizeof(\(tag))", record.size, &printer)
        if record.alignment > 1 {
            assert("__alignof__(\(tag))", record.alignment, &printer)
        }
        for member: RecordDescription.Member in record.members {
            assert("__builtin_offsetof(\(tag), \(member.symbol))", member.offset, &printer)
            assert("sizeof(((\(tag) *)0)->\(member.symbol))", member.size, &printer)
        }
    }

    private static func assert(_ what: String, _ value: Int, _ printer: inout CPrinter) {
        printer.lines(["VTX_ASSERT(\(what) == \(value),", "\t   \"the manual has \(value)\");"])
    }

    private static func reserve(_ end: Int, _ next: Int, _ printer: inout CPrinter) {
        if next > end { printer.line("vtx_u8 reserved_\(end)[\(next - end)];") }
    }
}
