// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// `vtx/errors.h`: the VM-instruction errors.
struct ErrorHeader {
    let architecture: ArchitectureDescription

    var text: String {
        CPrinter.header("errors", includes: ["types"]) { printer in
            printer.section("VM-instruction errors")
            for error: InstructionError in architecture.instructionErrors {
                printer.define("VTX_\(error.symbol)", String(error.number))
            }
            printer.list(
                "VTX_FOR_EACH_INSTRUCTION_ERROR", "X(symbol, number, text)",
                architecture.instructionErrors.map { "\($0.symbol), \($0.number), \(HeaderName.literal($0.text))" })
            printer.lines([
                "", "/* The manual's words for an error, NULL for a number that is not assigned. */",
                "static inline const char *vtx_instruction_error_text(vtx_u32 number)", "{", "\tswitch (number) {",
                "#define VTX_CASE(symbol, number, text) case number: return text;",
                "\tVTX_FOR_EACH_INSTRUCTION_ERROR(VTX_CASE)", "#undef VTX_CASE",
                "\tdefault: return (const char *)0;", "\t}", "}",
            ])
        }
    }
}
