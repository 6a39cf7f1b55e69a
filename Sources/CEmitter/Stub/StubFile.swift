// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// `hypervisors/NAME_exit.S`: where the processor arrives after a VM exit, with
/// the stubs of the hot exits in front of the way to C.
struct StubFile {
    let model: ResolvedModel
    let hypervisor: ResolvedHypervisor
    /// The spec's path below the package.
    let source: String

    /// The text of the file.
    ///
    /// - Throws: ``StubFailure`` when a handler declared `as: .stub` cannot be one.
    func text() throws(StubFailure) -> String {
        let name: String = hypervisor.name
        let program: StubProgram? = try StubCompiler(model: model, hypervisor: hypervisor).compile()
        var lines: [String] = Banner.source(source)
        lines += ["#include \"stub_asm.h\""]
        if program != nil { lines += ["#include \"arch/vmcs_fields.h\""] }
        lines += ["", "HV_EXIT_ENTRY_BEGIN \(name)_exit_entry"]
        lines += program?.lines ?? []
        lines += ["HV_EXIT_ENTRY_SLOW \(name)_exit_entry, \(name)_handle_exit"]
        return lines.joined(separator: "\n") + "\n"
    }
}
