// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Writes the header that lets a compiler check the layout: it declares nothing.
struct LayoutHeaderEmitter {
    let abi: ABIDescription

    var text: String {
        let guardSymbol = "_UAPI_" + abi.prefix.uppercased() + "_LAYOUT_H"
        let check = "\(abi.symbolPrefix)LAYOUT"
        var lines: [String] = ["/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */"]
        lines += CommentText.block(
            head: UAPIEmitter.generatedBy(abi, alone: true),
            [
                "The layout of every structure and the number of every ioctl, checked by the compiler. They hold "
                    + "for 32-bit and 64-bit programs, in C11, C++11 and the kernel. Include it in one place."
            ])
        lines += ["#ifndef \(guardSymbol)", "#define \(guardSymbol)", "", "#include \"\(abi.prefix).h\"", ""]
        lines += [
            "#ifdef __cplusplus", "#define \(check)(condition) static_assert(condition, #condition)", "#else",
            "#define \(check)(condition) _Static_assert(condition, #condition)", "#endif", "",
        ]
        for structure in abi.structures {
            let tag = "struct \(abi.prefix)_\(structure.name)"
            let layout = ABILayout(of: structure)
            lines += call(check, "sizeof(\(tag))", "\(layout.size)")
            for place in layout.places {
                lines += call(check, "__builtin_offsetof(\(tag), \(place.member.name))", "\(place.offset)")
            }
            lines.append("")
        }
        for request in abi.requests {
            let value = UAPIEmitter.hex(request.value(magic: abi.magic), digits: 8)
            lines += call(check, "\(abi.symbolPrefix)IOC_\(request.symbol)", "0x\(value)")
        }
        lines += ["", "#undef \(check)", "", "#endif /* \(guardSymbol) */"]
        return lines.joined(separator: "\n") + "\n"
    }

    /// A check, on two lines where one is too long.
    private func call(_ check: String, _ left: String, _ right: String) -> [String] {
        let line = "\(check)(\(left) == \(right));"
        guard line.count > CommentText.columns else { return [line] }
        return ["\(check)(\(left) ==", "\t      \(right));"]
    }
}
