// SPDX-License-Identifier: GPL-2.0-only

/// A processor that the emulator can be, and what Linux needs to be told to run on it.
public struct ProcessorModel: Sendable, Equatable {
    /// A fault of the emulated model that the kernel is led around.
    struct Quirk: Sendable, Equatable {
        /// How.
        enum Remedy: Sendable, Equatable {
            /// A kernel parameter.
            case parameter(String)

            /// A CPU feature that the kernel is not to see.
            case hiddenFeature(String)
        }

        var remedy: Remedy

        /// The kernels that need it; nil for all.
        var series: KernelSeries?

        /// Whether it is needed with one processor only.
        var onUniprocessorOnly = false

        /// What happens without it.
        var reason: String
    }

    /// As Bochs names it.
    public let name: String

    /// What of VT-x it has, for `hvlab models`.
    public let summary: String

    let quirks: [Quirk]

    func kernelParameters(for series: KernelSeries, processorCount: Int) -> [String] {
        var parameters: [String] = []
        var hiddenFeatures: [String] = []
        for quirk in quirks {
            guard quirk.series == nil || quirk.series == series else { continue }
            guard !quirk.onUniprocessorOnly || processorCount == 1 else { continue }
            switch quirk.remedy {
            case .parameter(let parameter): parameters.append(parameter)
            case .hiddenFeature(let feature): hiddenFeatures.append(feature)
            }
        }
        // Linux reads only one of these parameters.
        if !hiddenFeatures.isEmpty { parameters.append("clearcpuid=" + hiddenFeatures.joined(separator: ",")) }
        return parameters
    }
}

extension ProcessorModel.Quirk: CustomStringConvertible {
    var description: String {
        let what =
            switch remedy {
            case .parameter(let parameter): parameter
            case .hiddenFeature(let feature): "clearcpuid=\(feature)"
            }
        let kernels = series.map { " with \($0.rawValue)" } ?? ""
        return "\(what)\(kernels)\(onUniprocessorOnly ? " on one processor" : ""): else \(reason)"
    }
}
