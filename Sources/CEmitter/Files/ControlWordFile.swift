// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The control words themselves: their numbers, the structure with what negotiation chose, and where `struct hv_vcpu`
/// has what follows that.
struct ControlWordFile {
    let architecture: ArchitectureDescription

    private var words: [ControlWord] { architecture.controlWords.sorted { $0.id < $1.id } }
    private var vcpu: VCPULayout { VCPULayout(architecture) }

    var files: [OutputFile] {
        var printer = CPrinter()
        printer.lines(Banner.header(ControlFiles.source))
        printer.lines([
            "#ifndef HV_ARCH_CONTROL_WORDS_H", "#define HV_ARCH_CONTROL_WORDS_H", "",
            "/* Of what follows the control words in struct hv_vcpu; vcpu.h asserts them. */",
        ])
        for (name, offset) in vcpu.generated {
            printer.line(CPrinter.column("#define \(name)", CName.hexadecimal(UInt64(offset), digits: 3), at: 32))
        }
        printer.lines(["", "#ifndef __ASSEMBLER__", "", "#include \"platform.h\"", ""])
        numbers(&printer)
        structure(&printer)
        printer.print(reader)
        printer.line()
        printer.print(writer)
        printer.lines(["", "#endif /* __ASSEMBLER__ */", "#endif /* HV_ARCH_CONTROL_WORDS_H */"])
        return [OutputFile(path: "arch/control_words.h", text: printer.finish())]
    }

    private func numbers(_ printer: inout CPrinter) {
        printer.line("enum hv_control_word {")
        printer.indented { printer in
            for word: ControlWord in words { printer.line("\(ControlFiles.wordName(word.id)) = \(word.id.number),") }
            printer.line("HV_NR_CONTROL_WORDS = \((words.last?.id.number ?? -1) + 1),")
        }
        printer.lines(["};", ""])
    }

    private func structure(_ printer: inout CPrinter) {
        let layout: ControlLayout = vcpu.controls
        printer.lines(["/**", " * struct hv_controls - the control words that negotiation chose for a CPU"])
        for word: ControlWord in words { printer.line(" * @\(CName.word(word.id)): \(word.name)") }
        if layout.padding != nil { printer.line(" * @reserved: nothing") }
        printer.lines([" */", "struct hv_controls {"])
        printer.indented { printer in
            for member: ControlLayout.Member in layout.members {
                if let padding = layout.padding, padding == member.offset - 4 { printer.line("u32 reserved;") }
                printer.line("u\(8 * member.size) \(CName.word(member.word));")
            }
        }
        printer.lines(["};", ""])
        for member: ControlLayout.Member in layout.members {
            printer.line("static_assert(offsetof(struct hv_controls, \(CName.word(member.word))) == \(member.offset));")
        }
        printer.lines(["static_assert(sizeof(struct hv_controls) == \(layout.size));", ""])
    }

    private static let word = CFunction.Parameter(
        declaration: "u32 word", name: "word", summary: "by enum hv_control_word")

    private var reader: CFunction {
        CFunction(
            qualifiers: "static inline", returnType: "u64", name: "hv_controls_word", summary: "one of the words",
            parameters: [
                CFunction.Parameter(
                    declaration: "const struct hv_controls *controls", name: "controls", summary: "all of them"),
                Self.word,
            ],
            returns: "its value; 0 for a number that no word has", declarations: [],
            body: [choice([.returnValue(.atom("0"))]) { .returnValue(.atom("controls->\($0)")) }])
    }

    private var writer: CFunction {
        CFunction(
            qualifiers: "static inline", returnType: "void", name: "hv_controls_set_word",
            summary: "change one of the words",
            parameters: [
                CFunction.Parameter(
                    declaration: "struct hv_controls *controls", name: "controls", summary: "all of them"),
                Self.word,
                CFunction.Parameter(declaration: "u64 value", name: "value", summary: "its value"),
            ],
            returns: nil, declarations: [],
            body: [choice([]) { .assign("controls->\($0)", .atom("value")) }])
    }

    private func choice(_ otherwise: [CStatement], _ statement: (String) -> CStatement) -> CStatement {
        .switchOn(
            .atom("word"),
            words.map { CCase(labels: [ControlFiles.wordName($0.id)], body: [statement(CName.word($0.id))]) },
            otherwise)
    }
}
