// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The checks of VM entry for kmod/entry_check.c: what they look at, and the rules.
struct EntryCheckFiles {
    let architecture: ArchitectureDescription
    let inputs: EntryInputs
    static let source: String = "Spec/Architecture/EntryChecks"

    init(architecture: ArchitectureDescription) {
        self.architecture = architecture
        inputs = EntryInputs(architecture)
    }

    /// None for a description without checks.
    var files: [OutputFile] {
        if architecture.entryChecks.isEmpty { return [] }
        return [
            OutputFile(path: "entry/inputs.h", text: header),
            OutputFile(path: "entry/inputs.c", text: EntryInputFile(architecture: architecture, inputs: inputs).text),
            OutputFile(path: "entry/mends.c", text: EntryMendFile(architecture: architecture, inputs: inputs).text),
            OutputFile(path: "entry/rules.c", text: EntryRuleFile(architecture: architecture, inputs: inputs).text),
        ]
    }

    private var header: String {
        var printer = CPrinter()
        printer.lines(Banner.header(Self.source))
        printer.lines([
            "#ifndef HV_ENTRY_INPUTS_H", "#define HV_ENTRY_INPUTS_H", "", "/* What checks of VM entry look at. */",
            "enum hv_entry_input {", "\t/* Fields of the VMCS. */",
        ])
        printer.lines(inputs.fields.map { "\tHV_INPUT_\($0.symbol)," })
        printer.line("\t/* Capability MSRs. */")
        printer.lines(inputs.capabilities.map { "\tHV_INPUT_\($0.symbol)," })
        printer.line("\t/* What neither has: CPUID, the processor's state, memory. */")
        printer.lines(inputs.machine.map { "\tHV_INPUT_\(EntryInputs.name($0))," })
        printer.lines([
            "\tHV_NR_ENTRY_INPUTS,", "\t/* Those of an entry of the VM-entry MSR-load area. */",
            "\tHV_INPUT_BEFORE_MSR_PARTS = HV_NR_ENTRY_INPUTS - 1,",
        ])
        printer.lines(inputs.msrParts.map { "\tHV_INPUT_\(EntryInputs.name($0))," })
        printer.lines([
            "};", "", "#define HV_NR_ENTRY_FIELDS\t\(inputs.fields.count)",
            "#define HV_NR_ENTRY_MSR_PARTS\t\(inputs.msrParts.count)", "",
            "/* The controls among them: their bits. */", "enum hv_entry_control_bit {",
        ])
        let controls: [ControlBit] = architecture.controls.filter { control in
            inputs.words.contains { $0.id == control.id.word }
                && (inputs.controls.contains { $0.id == control.id }
                    || inputs.words.contains { $0.activatedBy == control.id })
        }
        printer.lines(controls.map { "\tHV_ENTRY_BIT_\($0.symbol) = \($0.id.bit)," })
        printer.lines(["};", "", "#endif /* HV_ENTRY_INPUTS_H */"])
        return printer.finish()
    }
}
