// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// `hypervisors/NAME_exit.S`: where the processor arrives after a VM exit, with
/// the ways from there to stubs and to C.
struct StubFile {
    let model: ResolvedModel
    let hypervisor: ResolvedHypervisor
    /// The spec's path below the package.
    let source: String

    /// The text of the file.
    ///
    /// - Throws: ``StubFailure`` when a handler that has to be a stub cannot be one.
    func text() throws(StubFailure) -> String {
        let name: String = hypervisor.name
        let program: StubProgram = try StubCompiler(model: model, hypervisor: hypervisor).compile()
        var lines: [String] = Banner.source(source)
        lines += ["#include \"stub_asm.h\"", "#include \"arch/vmcs_fields.h\""]
        lines += ["", "HV_EXIT_ENTRY_BEGIN \(name)_exit_entry"]
        lines += program.lines
        lines += [
            ".L\(name)_slow:",
            "HV_EXIT_ENTRY_SLOW \(name)_exit_entry, \(name)_handle_exit, "
                + Self.reasonOperands(program.reasonRegister),
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    /// The register of the exit reason and the slot of its guest value, as the macros of `exit_asm.h` take them.
    static func reasonOperands(_ register: Register) -> String {
        "%\(register.rawValue), \(StubMemory.slot(register).offset)"
    }
}
