// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The control words: typed bits, and the tables that negotiation works with.
struct ControlFiles {
    let architecture: ArchitectureDescription
    static let source: String = "Spec/Architecture/Controls"

    var files: [OutputFile] {
        [
            OutputFile(path: "arch/controls.h", text: header),
            OutputFile(path: "arch/controls.c", text: tables),
        ]
    }

    private func controls(of word: ControlWord) -> [ControlBit] {
        architecture.controls.filter { $0.id.word == word.id }.sorted { $0.id < $1.id }
    }

    private static func type(of word: ControlWord) -> String {
        word.isWide ? "u64" : "u32"
    }

    private var header: String {
        var printer = CPrinter()
        printer.lines(Banner.header(Self.source))
        printer.lines([
            "#ifndef HV_ARCH_CONTROLS_H", "#define HV_ARCH_CONTROLS_H", "", "#include \"vcpu.h\"", "",
            "/*",
            " * The bits of each word have a type of their own, so that asking one word for",
            " * a bit of another does not compile.",
            " */",
        ])
        for word: ControlWord in architecture.controlWords {
            let name: String = CName.word(word.id)
            let type: String = Self.type(of: word)
            printer.section(word.name)
            printer.line("struct hv_\(name)_control {")
            printer.indented { $0.line("\(type) mask;") }
            printer.lines(["};", ""])
            let bits: [ControlBit] = controls(of: word)
            printer.line("enum {")
            printer.indented { printer in
                for control: ControlBit in bits { printer.line("\(CName.control(control))_BIT = \(control.id.bit),") }
            }
            printer.lines(["};", ""])
            for control: ControlBit in bits {
                let shifted: String =
                    type == "u32" ? "1u << \(CName.control(control))_BIT" : "1ull << \(CName.control(control))_BIT"
                printer.line("#define \(CName.control(control)) \\")
                printer.line("\t((struct hv_\(name)_control){ \(shifted) })")
            }
            printer.line()
            printer.print(enabledFunction(word, name))
        }
        printer.lines(["", "#endif /* HV_ARCH_CONTROLS_H */"])
        return printer.finish()
    }

    private func enabledFunction(_ word: ControlWord, _ name: String) -> CFunction {
        CFunction(
            qualifiers: "static __always_inline", returnType: "bool", name: "hv_\(name)_enabled",
            summary: "whether negotiation set a control",
            parameters: [
                CFunction.Parameter(
                    declaration: "const struct hv_vcpu *vcpu", name: "vcpu", summary: "the vcpu"),
                CFunction.Parameter(
                    declaration: "struct hv_\(name)_control control", name: "control",
                    summary: "one of the \(word.name)"),
            ],
            returns: "true when the control is 1 in the VMCS of @vcpu", declarations: [],
            body: [.returnValue(.binary(.atom("vcpu->controls.\(name)"), "&", .atom("control.mask")))])
    }

    private var tables: String {
        var printer = CPrinter()
        printer.lines(Banner.source(Self.source))
        printer.lines(["#include \"profile.h\"", "#include \"arch/controls.h\"", ""])
        printer.line("const struct hv_control_word_info hv_control_words[HV_NR_CONTROL_WORDS] = {")
        printer.indented { printer in
            for word: ControlWord in architecture.controlWords { wordEntry(word, &printer) }
        }
        printer.lines(["};", ""])
        printer.line("const struct hv_control_info hv_control_infos[] = {")
        printer.indented { printer in
            for control: ControlBit in architecture.controlWords.flatMap(controls) {
                printer.line(
                    "{ \(Self.wordName(control.id.word)), \(CName.control(control))_BIT,")
                printer.line("  \"\(control.name)\" },")
            }
        }
        printer.lines(["};", ""])
        printer.lines([
            "const unsigned int hv_nr_control_infos = ARRAY_SIZE(hv_control_infos);", "",
            "/* SDM volume 3, \"Checks on VMX Controls\"; and what each side's state needs to be kept. */",
            "const struct hv_control_dependency hv_control_dependencies[] = {",
        ])
        printer.indented { printer in
            for control: ControlBit in architecture.controlWords.flatMap(controls) {
                for requirement: ControlRequirement in control.requires { dependency(control, requirement, &printer) }
                for counterpart: ControlCounterpart in control.counterparts {
                    dependency(control, .set(counterpart.control), &printer)
                }
            }
        }
        printer.lines([
            "};", "", "const unsigned int hv_nr_control_dependencies =",
            "\tARRAY_SIZE(hv_control_dependencies);", "",
            "const char *const hv_capability_names[HV_NR_CAPABILITIES] = {",
        ])
        printer.indented { printer in
            for msr: CapabilityMSR in architecture.vmxCapabilityMSRs {
                printer.line("[\(CName.hexadecimal(UInt64(msr.address))) - HV_CAPABILITY_FIRST] = \"\(msr.name)\",")
            }
        }
        printer.line("};")
        return printer.finish()
    }

    private func wordEntry(_ word: ControlWord, _ printer: inout CPrinter) {
        printer.line("[\(Self.wordName(word.id))] = {")
        printer.indented { printer in
            printer.line(".name = \"\(word.name)\",")
            printer.line(".control_name = \"\(word.controlName)\",")
            if word.part != .execution { printer.line(".part = \(Self.partName(word.part)),") }
            printer.line(".capability_msr = \(CName.hexadecimal(UInt64(word.capabilityMSR.address))),")
            if let trueMSR = word.trueMSR {
                printer.line(".true_msr = \(CName.hexadecimal(UInt64(trueMSR.address))),")
            }
            if word.rule == .allowedOnesOnly { printer.line(".allowed1_only = true,") }
            if word.default1 != 0 { printer.line(".default1 = \(CName.hexadecimal(word.default1, digits: 8)),") }
            if let activator = word.activatedBy, let control = architecture.control(activator) {
                printer.line(".activated_by_word = \(Self.wordName(activator.word)),")
                printer.line(".activated_by_bit = \(CName.control(control))_BIT,")
            } else {
                printer.line(".activated_by_bit = 0xff,")
            }
        }
        printer.line("},")
    }

    private func dependency(_ control: ControlBit, _ requirement: ControlRequirement, _ printer: inout CPrinter) {
        let other: ControlID
        let value: Int
        switch requirement {
        case .set(let id): (other, value) = (id, 1)
        case .clear(let id): (other, value) = (id, 0)
        }
        guard let declaration = architecture.control(other) else {
            preconditionFailure("\(control.name) depends on \(other), which the database does not have")
        }
        printer.line("{ \(Self.wordName(control.id.word)), \(CName.control(control))_BIT,")
        printer.line("  \(Self.wordName(other.word)), \(CName.control(declaration))_BIT, \(value) },")
    }

    private static func partName(_ part: ControlWord.Part) -> String {
        switch part {
        case .execution: "HV_CONTROLS_EXECUTION"
        case .exit: "HV_CONTROLS_EXIT"
        case .entry: "HV_CONTROLS_ENTRY"
        }
    }

    static func wordName(_ id: ControlWordID) -> String { "HV_WORD_" + CName.snake(id.name).uppercased() }
}
