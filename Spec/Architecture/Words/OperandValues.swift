// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

private typealias Value = NamedValues.Value
private typealias Use = NamedValues.Use

/// How words name the operands of instructions, and how the VMCS numbers its parts.
///
/// SDM volume 3, "Information for VM Exits Due to Instruction Execution" and "Structure of VMCS Component Encoding".
let operandValues: [NamedValues] = [
    NamedValues(
        "General-purpose register", "GPR",
        [
            Value("rax", "RAX", 0), Value("rcx", "RCX", 1), Value("rdx", "RDX", 2), Value("rbx", "RBX", 3),
            Value("rsp", "RSP", 4), Value("rbp", "RBP", 5), Value("rsi", "RSI", 6), Value("rdi", "RDI", 7),
            Value("r8", "R8", 8), Value("r9", "R9", 9), Value("r10", "R10", 10), Value("r11", "R11", 11),
            Value("r12", "R12", 12), Value("r13", "R13", 13), Value("r14", "R14", 14), Value("r15", "R15", 15),
        ],
        uses: [
            Use(ControlRegisterAccessQualification.self, "register"),
            Use(DebugRegisterAccessQualification.self, "register"), Use(RegisterOperandInformation.self, "register"),
            Use(MSRImmediateInformation.self, "register"), Use(SystemSegmentInformation.self, "register"),
            Use(VMCSAccessInformation.self, "register"), Use(VMCSAccessInformation.self, "encodingRegister"),
            Use(InvalidationInformation.self, "typeRegister"),
        ] + ["index", "base"].flatMap(memoryOperand)),
    NamedValues(
        "Segment register", "SEGMENT",
        [
            Value("es", "ES", 0), Value("cs", "CS", 1), Value("ss", "SS", 2), Value("ds", "DS", 3),
            Value("fs", "FS", 4),
            Value("gs", "GS", 5),
        ],
        uses: memoryOperand("segment") + [Use(StringIOInformation.self, "segment")]),
    NamedValues(
        "Address size", "ADDRESS_SIZE",
        [Value("bits16", "16 bits", 0), Value("bits32", "32 bits", 1), Value("bits64", "64 bits", 2)],
        uses: memoryOperand("addressSize") + [Use(StringIOInformation.self, "addressSize")]),
    NamedValues(
        "Scaling", "SCALING", [Value("by1", "1", 0), Value("by2", "2", 1), Value("by4", "4", 2), Value("by8", "8", 3)],
        uses: memoryOperand("scaling")),
    NamedValues(
        "Size of an I/O access", "IO_SIZE",
        [Value("byte", "1 byte", 0), Value("word", "2 bytes", 1), Value("dword", "4 bytes", 3)],
        uses: [Use(IOInstructionQualification.self, "size")]),
    NamedValues(
        "Descriptor-table instruction", "DESCRIPTOR_TABLE_INSTRUCTION",
        [Value("sgdt", "SGDT", 0), Value("sidt", "SIDT", 1), Value("lgdt", "LGDT", 2), Value("lidt", "LIDT", 3)],
        uses: [Use(DescriptorTableInformation.self, "instruction")]),
    NamedValues(
        "System-segment instruction", "SYSTEM_SEGMENT_INSTRUCTION",
        [Value("sldt", "SLDT", 0), Value("str", "STR", 1), Value("lldt", "LLDT", 2), Value("ltr", "LTR", 3)],
        uses: [Use(SystemSegmentInformation.self, "instruction")]),
    NamedValues(
        "Type of a VMCS field", "FIELD_TYPE",
        [
            Value("control", FieldGroup.control.name, FieldGroup.control.rawValue),
            Value("exitInformation", FieldGroup.exitInformation.name, FieldGroup.exitInformation.rawValue),
            Value("guestState", FieldGroup.guestState.name, FieldGroup.guestState.rawValue),
            Value("hostState", FieldGroup.hostState.name, FieldGroup.hostState.rawValue),
        ],
        uses: [Use(FieldEncoding.self, "type")]),
    NamedValues(
        "Width of a VMCS field", "FIELD_WIDTH",
        [
            Value("bits16", FieldWidth.bits16.name, FieldWidth.bits16.rawValue),
            Value("bits64", FieldWidth.bits64.name, FieldWidth.bits64.rawValue),
            Value("bits32", FieldWidth.bits32.name, FieldWidth.bits32.rawValue),
            Value("natural", FieldWidth.natural.name, FieldWidth.natural.rawValue),
        ],
        uses: [Use(FieldEncoding.self, "width")]),
]

/// The same bits of every layout that has a memory operand.
private func memoryOperand(_ label: String) -> [NamedValues.Use] {
    [
        Use(MemoryOperandInformation.self, label), Use(InvalidationInformation.self, label),
        Use(VMCSAccessInformation.self, label), Use(DescriptorTableInformation.self, label),
        Use(SystemSegmentInformation.self, label),
    ]
}
