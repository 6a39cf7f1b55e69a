// SPDX-License-Identifier: GPL-2.0-only

/// A processor that the emulator can be, and what Linux needs to be told to run on it.
public struct ProcessorModel: Sendable, Equatable {
    /// A kernel parameter that works around a fault of the emulated model.
    struct Quirk: Sendable, Equatable {
        var parameter: String

        /// The kernels that need it; nil for all.
        var series: KernelSeries?

        /// What happens without it.
        var reason: String
    }

    /// As Bochs names it.
    public let name: String

    /// What of VT-x it has, for `hvlab models`.
    public let summary: String

    let quirks: [Quirk]

    func kernelParameters(for series: KernelSeries) -> [String] {
        quirks.filter { $0.series == nil || $0.series == series }.map(\.parameter)
    }
}
