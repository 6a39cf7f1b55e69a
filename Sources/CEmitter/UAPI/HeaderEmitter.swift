// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Writes the header that user space and the kernel include.
struct HeaderEmitter {
    let abi: ABIDescription
    let events: [EventKind]
    let hypercalls: [HypercallSet]

    var text: String {
        let guardSymbol = "_UAPI_" + abi.prefix.uppercased() + "_H"
        var lines: [String] = ["/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */"]
        lines += CommentText.block(
            head: UAPIEmitter.generatedBy(abi, alone: hypercalls.isEmpty && events.isEmpty),
            CommentText.paragraphs(abi.summary))
        lines += ["#ifndef \(guardSymbol)", "#define \(guardSymbol)", ""]
        lines += ["#include <linux/ioctl.h>", "#include <linux/types.h>", ""]
        lines += constants
        for enumeration in abi.enumerations { lines += declaration(of: enumeration) }
        lines += eventKinds
        for set in hypercalls where !set.calls.isEmpty { lines += declaration(of: set) }
        for structure in abi.structures { lines += declaration(of: structure) }
        lines += requests
        lines += ["#endif /* \(guardSymbol) */"]
        return lines.joined(separator: "\n") + "\n"
    }

    private var constants: [String] {
        abi.constants.flatMap { constant -> [String] in
            let value: String
            switch constant.notation {
            case .decimal: value = String(constant.value)
            case .hexadecimal: value = "0x" + String(constant.value, radix: 16) + "u"
            }
            return CommentText.wrapComment(constant.summary)
                + [CommentText.aligned("#define \(abi.symbolPrefix)\(constant.symbol)", value, column: 40), ""]
        }
    }

    private func declaration(of enumeration: ABIEnumeration) -> [String] {
        let prefix = abi.symbolPrefix + enumeration.symbolPrefix
        return enumerationLines(
            "\(abi.prefix)_\(enumeration.name)", enumeration.summary,
            entries: enumeration.cases.map { (prefix + $0.symbol, $0.value, $0.summary) })
    }

    private var eventKinds: [String] {
        guard !events.isEmpty else { return [] }
        return enumerationLines(
            "\(abi.prefix)_event_kind", "what a record is about; the words that it uses, in order",
            entries: events.map { event in
                let words = event.arguments.isEmpty ? "no words" : event.arguments.joined(separator: ", ")
                return (abi.symbolPrefix + "EVENT_" + event.symbol, UInt32(event.number), "\(event.summary): \(words)")
            })
    }

    private func declaration(of set: HypercallSet) -> [String] {
        let prefix = abi.symbolPrefix + "HYPERCALL_" + set.hypervisor.uppercased() + "_"
        return enumerationLines(
            "\(abi.prefix)_hypercall_\(set.hypervisor)",
            "numbers for VMCALL under \(set.hypervisor): RAX number and result, RCX and RDX arguments",
            entries: set.calls.map { call in
                (
                    prefix + UAPIEmitter.snakeCase(call.name).uppercased(), call.number,
                    call.summary + (call.isPrivileged ? "; refused at CPL 3" : "")
                )
            })
    }

    private func enumerationLines(
        _ tag: String, _ summary: String, entries: [(symbol: String, value: UInt32, summary: String)]
    ) -> [String] {
        let width = entries.map(\.symbol.count).max() ?? 0
        // One tab stop beyond the longest name, with the indentation counted.
        let column = (8 + width) / 8 * 8 + 8
        return CommentText.kernelDoc(
            "enum \(tag)", summary, members: entries.map { ($0.symbol, $0.summary) }, paragraphs: [])
            + ["enum \(tag) {"]
            + entries.map { CommentText.aligned("\t" + $0.symbol, "= \(number($0.value)),", column: column) }
            + ["};", ""]
    }

    /// Large numbers are patterns of bits more than counts.
    private func number(_ value: UInt32) -> String {
        value < 1 << 16 ? String(value) : "0x" + UAPIEmitter.hex(value, digits: 8)
    }

    private func declaration(of structure: ABIStructure) -> [String] {
        CommentText.kernelDoc(
            "struct \(abi.prefix)_\(structure.name)", structure.summary,
            members: structure.members.map { ($0.name, description(of: $0)) },
            paragraphs: CommentText.paragraphs(structure.discussion ?? ""))
            + ["struct \(abi.prefix)_\(structure.name) {"]
            + structure.members.map { "\t\(declarator(of: $0));" }
            + ["};", ""]
    }

    private func description(of member: ABIMember) -> String {
        let direction: String
        switch member.direction {
        case .input: direction = "in: "
        case .output: direction = "out: "
        case .both: direction = "in and out: "
        case .reserved, .plain: direction = ""
        }
        switch member.type {
        case .code(let enumeration):
            return direction + member.summary + " (enum \(abi.prefix)_\(enumeration.name))"
        case .userPointer(.structures(let structure)):
            return direction + member.summary + ", the address of an array of struct \(abi.prefix)_\(structure.name)"
        case .userPointer(.bytes):
            return direction + member.summary + ", an address"
        case .u16, .u32, .u64, .text, .structure, .array:
            return direction + member.summary
        }
    }

    private func declarator(of member: ABIMember) -> String {
        switch member.type {
        case .text(let length): "char \(member.name)[\(abi.symbolPrefix)\(length.symbol)]"
        case .array(let element, let count): "\(typeName(element)) \(member.name)[\(count)]"
        case .u16, .u32, .u64, .code, .structure, .userPointer: "\(typeName(member.type)) \(member.name)"
        }
    }

    private func typeName(_ type: ABIType) -> String {
        switch type {
        case .u16: "__u16"
        case .u32, .code: "__u32"
        case .u64, .userPointer: "__u64"
        case .text: "char"
        case .structure(let structure): "struct \(abi.prefix)_\(structure.name)"
        case .array(let element, _): typeName(element)
        }
    }

    private var requests: [String] {
        let magic = "\(abi.symbolPrefix)IOC_MAGIC"
        var lines: [String] = ["/* The type byte of every ioctl. */"]
        lines += [
            CommentText.aligned("#define \(magic)", "0x" + UAPIEmitter.hex(UInt32(abi.magic), digits: 2), column: 40)
        ]
        lines.append("")
        for request in abi.requests {
            let symbol = "\(abi.symbolPrefix)IOC_\(request.symbol)"
            lines.append("/*")
            lines += CommentText.wrap("\(symbol) - \(request.summary)", width: 77).map { " * " + $0 }
            lines.append(" *")
            if case .none(let value?) = request.argument {
                lines += CommentText.wrap("The argument is \(value), not an address.", width: 77).map { " * " + $0 }
            }
            lines += CommentText.wrap("Returns \(request.result).", width: 77).map { " * " + $0 }
            for failure in request.failures {
                let words = CommentText.wrap("\(failure.error): \(failure.when)", width: 73)
                for (index, line) in words.enumerated() { lines.append((index == 0 ? " *   " : " *     ") + line) }
            }
            lines.append(" */")
            lines += definition(of: request, symbol: symbol, magic: magic)
            lines.append("")
        }
        return lines
    }

    private func definition(of request: ABIRequest, symbol: String, magic: String) -> [String] {
        let number = "0x" + UAPIEmitter.hex(UInt32(request.number), digits: 2)
        let value: String
        switch request.argument {
        case .none: value = "_IO(\(magic), \(number))"
        case .read(let structure): value = "_IOW(\(magic), \(number), struct \(abi.prefix)_\(structure.name))"
        case .readAndWritten(let structure):
            value = "_IOWR(\(magic), \(number), struct \(abi.prefix)_\(structure.name))"
        }
        return ["#define \(symbol) \\", "\t\(value)"]
    }
}
