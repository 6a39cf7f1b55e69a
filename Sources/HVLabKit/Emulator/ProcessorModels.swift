// SPDX-License-Identifier: GPL-2.0-only

/// The Intel models of Bochs 2.7 that have VT-x, oldest first, as data.
///
/// A model that is not here still runs if the installed Bochs knows it; it then has no quirks.
enum ProcessorModels {
    /// Clean under both kernels, with EPT, VPID, unrestricted guest, VM functions and TRUE controls.
    static let defaultName = "corei7_haswell_4770"

    static let all: [ProcessorModel] = [
        ProcessorModel(
            name: "core2_penryn_t9600", summary: "VT-x without EPT", quirks: []),
        ProcessorModel(
            name: "corei5_lynnfield_750", summary: "EPT, VPID; no unrestricted guest", quirks: []),
        ProcessorModel(
            name: "corei5_arrandale_m520", summary: "EPT, VPID, unrestricted guest", quirks: []),
        ProcessorModel(
            name: "corei7_sandy_bridge_2600k", summary: "EPT, VPID, unrestricted guest", quirks: []),
        ProcessorModel(
            name: "corei7_ivy_bridge_3770k", summary: "EPT, VPID, unrestricted guest", quirks: []),
        ProcessorModel(
            name: "corei7_haswell_4770", summary: "+ EPT A/D, VM functions, shadow VMCS", quirks: []),
        ProcessorModel(
            name: "broadwell_ult", summary: "+ EPT A/D, VM functions, shadow VMCS", quirks: []),
        ProcessorModel(
            name: "corei7_skylake_x", summary: "+ TSC scaling, PML", quirks: [noAVX512]),
        ProcessorModel(
            name: "corei3_cnl", summary: "+ TSC scaling, PML", quirks: [noXSAVE]),
        ProcessorModel(
            name: "corei7_icelake_u", summary: "+ TSC scaling, PML", quirks: [noXSAVE, noFastShortMove]),
        ProcessorModel(
            name: "tigerlake", summary: "+ TSC scaling, PML", quirks: [noXSAVE, noFastShortMove]),
    ]

    private static let noAVX512 = ProcessorModel.Quirk(
        parameter: "clearcpuid=avx512f", series: nil,
        reason: "Linux's check of the XSAVE size fails, and it gives up XSAVE with a warning")

    private static let noXSAVE = ProcessorModel.Quirk(
        parameter: "noxsave", series: nil,
        reason: "Linux's check of the XSAVE size fails with a warning")

    private static let noFastShortMove = ProcessorModel.Quirk(
        parameter: "clearcpuid=fsrm", series: .bookworm,
        reason: "the kernel hangs without a word")

    /// The model of a name, if the installed emulator has it.
    static func find(_ name: String, supported: [String]) throws -> ProcessorModel {
        guard supported.contains(name) else {
            let known = all.map(\.name).filter(supported.contains)
            throw LabError(
                "the emulator has no processor model \(name)",
                remedy: "Those with VT-x are: \(known.joined(separator: ", "))")
        }
        return all.first { $0.name == name } ?? ProcessorModel(name: name, summary: "", quirks: [])
    }

    /// Reads `bochs --help cpu`: a heading, an empty line, then a name a line.
    static func parseSupported(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .drop { !$0.contains("Supported CPU models") }
            .dropFirst()
            .drop { $0.isEmpty }
            .prefix { !$0.isEmpty }
            .map(String.init)
    }
}
