// SPDX-License-Identifier: GPL-2.0-only

/// The Intel models of Bochs 2.7 that have VT-x, oldest first, as data.
///
/// A model that is not here still runs if the installed Bochs knows it; it then has no quirks.
enum ProcessorModels {
    /// Clean under both kernels, with EPT, VPID, unrestricted guest, VM functions and TRUE controls.
    static let defaultName = "corei7_haswell_4770"

    static let all: [ProcessorModel] = [
        make("core2_penryn_t9600", "VT-x without EPT"),
        make("corei5_lynnfield_750", "EPT, VPID; no unrestricted guest"),
        make("corei5_arrandale_m520", "EPT, VPID, unrestricted guest"),
        make("corei7_sandy_bridge_2600k", "EPT, VPID, unrestricted guest"),
        make("corei7_ivy_bridge_3770k", "EPT, VPID, unrestricted guest"),
        make("corei7_haswell_4770", "+ EPT A/D, VM functions, shadow VMCS"),
        make("broadwell_ult", "+ EPT A/D, VM functions, shadow VMCS"),
        make("corei7_skylake_x", "+ TSC scaling, PML", noAVX512),
        make("corei3_cnl", "+ TSC scaling", noXSAVE),
        make("corei7_icelake_u", "+ TSC scaling, PML", noXSAVE, noFastShortMove),
        make("tigerlake", "+ TSC scaling, PML", noXSAVE, noFastShortMove),
    ]

    private static func make(
        _ name: String, _ summary: String, _ quirks: ProcessorModel.Quirk...
    ) -> ProcessorModel {
        ProcessorModel(name: name, summary: summary, quirks: quirks + [oneProcessorTopology])
    }

    private static let noAVX512 = ProcessorModel.Quirk(
        remedy: .hiddenFeature("avx512f"),
        reason: "Linux's check of the XSAVE size fails, and it gives up XSAVE with a warning")

    private static let noXSAVE = ProcessorModel.Quirk(
        remedy: .parameter("noxsave"),
        reason: "Linux's check of the XSAVE size fails with a warning")

    private static let noFastShortMove = ProcessorModel.Quirk(
        remedy: .hiddenFeature("fsrm"), series: .bookworm,
        reason: "the kernel hangs without a word")

    private static let oneProcessorTopology = ProcessorModel.Quirk(
        remedy: .hiddenFeature("ht"), series: .backports, onUniprocessorOnly: true,
        reason: "Linux warns that CPUID counts more cores than logical processors")

    /// The model of a name, if the installed emulator has it.
    static func find(_ name: String, supported: [String]) throws -> ProcessorModel {
        guard supported.contains(name) else {
            let known = all.map(\.name).filter(supported.contains)
            throw LabError(
                "the emulator has no processor model \(name)",
                remedy: "Those with VT-x are: \(known.joined(separator: ", "))")
        }
        return all.first { $0.name == name } ?? make(name, "")
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
