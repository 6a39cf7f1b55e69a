// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// `entry/inputs.c`: what each input is and where it comes from.
struct EntryInputFile {
    let architecture: ArchitectureDescription
    let inputs: EntryInputs

    var text: String {
        var printer = CPrinter()
        printer.lines(Banner.source(EntryCheckFiles.source))
        printer.lines([
            "#include \"entry_check.h\"", "", "const struct hv_entry_input_info",
            "hv_entry_inputs[HV_NR_ENTRY_INPUTS + HV_NR_ENTRY_MSR_PARTS] = {",
        ])
        for field: VMCSField in inputs.fields {
            row(
                field.symbol, field.symbol, field.name, "FIELD", field.valueType.bits, [number(field.encoding)],
                &printer)
        }
        for msr: CapabilityMSR in inputs.capabilities {
            row(msr.symbol, msr.name, msr.name, "CAPABILITY", 64, [number(msr.address)], &printer)
        }
        for value: MachineValue in inputs.machine + inputs.msrParts { row(value, &printer) }
        printer.lines(["};", "", "const struct hv_entry_control_info hv_entry_controls[] = {"])
        for control: ControlBit in inputs.controls {
            printer.lines([
                "\t{ \(HeaderName.literal(control.name)),", "\t  { \(Self.place(control, architecture)) } },",
            ])
        }
        printer.lines([
            "};", "", "const unsigned int hv_nr_entry_controls =",
            "\tsizeof(hv_entry_controls) / sizeof(hv_entry_controls[0]);", "",
            "const struct hv_entry_activation hv_entry_activations[] = {",
        ])
        for word: ControlWord in inputs.words {
            guard let id = word.activatedBy, let control = architecture.control(id) else { continue }
            printer.lines([
                "\t{ HV_INPUT_\(word.field.symbol),", "\t  { \(Self.place(control, architecture)) } },",
            ])
        }
        printer.lines([
            "};", "", "const unsigned int hv_nr_entry_activations =",
            "\tsizeof(hv_entry_activations) / sizeof(hv_entry_activations[0]);",
        ])
        return printer.finish()
    }

    /// The word and the bit of a control.
    static func place(_ control: ControlBit, _ architecture: ArchitectureDescription) -> String {
        guard let word = architecture.word(control.id.word) else {
            preconditionFailure("\(control.name) is in no word")
        }
        return "HV_INPUT_\(word.field.symbol), HV_ENTRY_BIT_\(control.symbol)"
    }

    private func number(_ value: UInt32) -> String { ".number = \(CName.hexadecimal(UInt64(value)))" }

    private func row(
        _ index: String, _ name: String, _ summary: String, _ kind: String, _ bits: Int, _ more: [String],
        _ printer: inout CPrinter
    ) {
        printer.lines([
            "\t[HV_INPUT_\(index)] = {", "\t\t.name = \(HeaderName.literal(name)),",
            "\t\t.summary = \(HeaderName.literal(summary)),", "\t\t.kind = HV_ENTRY_\(kind),", "\t\t.bits = \(bits),",
        ])
        printer.lines(more.map { "\t\t\($0)," })
        printer.line("\t},")
    }

    private func row(_ value: MachineValue, _ printer: inout CPrinter) {
        var more: [String] = []
        let kind: String
        switch value.source {
        case .cpuid(let feature):
            kind = "CPUID"
            let registers: [CPUIDFeature.Register] = CPUIDFeature.Register.allCases
            more = [number(feature.leaf), ".subleaf = \(feature.subleaf)"]
            more += [".reg = \(registers.firstIndex(of: feature.register) ?? 0)", ".bit = \(feature.bit)"]
        case .processor: kind = "PROCESSOR"
        case .writableBits(let msr):
            kind = "WRITABLE"
            more = [number(msr.address)]
        case .memory(let memory):
            kind = "MEMORY"
            more = [
                number(UInt32(memory.offset)), ".pointer = HV_INPUT_\(memory.address.symbol)",
                ".address_mask = \(CName.hexadecimal(memory.addressMask))ull",
            ]
        case .msrLoadEntry(let offset?):
            kind = "MSR_PART"
            more = [number(UInt32(offset))]
        case .msrLoadEntry(nil): kind = "MSR_FACT"
        }
        if value.alwaysOne != 0 { more.append(".always_one = \(CName.hexadecimal(value.alwaysOne))ull") }
        if value.alwaysZero != 0 { more.append(".always_zero = \(CName.hexadecimal(value.alwaysZero))ull") }
        row(EntryInputs.name(value), value.name, value.summary, kind, value.type.bits, more, &printer)
    }
}
