// SPDX-License-Identifier: GPL-2.0-only

/// Where a fact of the database was looked up.
///
/// Several publications write down the same numbers, and now and then one of them is wrong. A
/// declaration names all that have its number, so that a reader knows how much to trust it.
public struct FactSources: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The SDM itself.
    public static let manual: FactSources = FactSources(rawValue: 1 << 0)
    /// Headers of released Linux kernels.
    public static let linux: FactSources = FactSources(rawValue: 1 << 1)
    /// Patches posted to KVM's mailing list that no released kernel has.
    public static let kvmPatches: FactSources = FactSources(rawValue: 1 << 2)
    public static let xen: FactSources = FactSources(rawValue: 1 << 3)
    public static let bochs: FactSources = FactSources(rawValue: 1 << 4)
    public static let nova: FactSources = FactSources(rawValue: 1 << 5)
    /// The SDM as data files: what it says is the SDM's word once more, not a second opinion.
    public static let ia32Doc: FactSources = FactSources(rawValue: 1 << 6)
    /// Intel's TDX module.
    public static let tdxModule: FactSources = FactSources(rawValue: 1 << 7)

    /// Each source by itself, with its name in outputs.
    public static let all: [(source: FactSources, name: String)] = [
        (.manual, "manual"), (.linux, "linux"), (.kvmPatches, "kvm-patches"), (.xen, "xen"), (.bochs, "bochs"),
        (.nova, "nova"), (.ia32Doc, "ia32-doc"), (.tdxModule, "tdx-module"),
    ]

    /// The names of the sources, in a fixed order.
    public var names: [String] { Self.all.filter { contains($0.source) }.map(\.name) }

    /// Whether two sources say so that did not copy from one another.
    public var areIndependent: Bool {
        let opinions: FactSources = contains(.manual) ? subtracting(.ia32Doc) : self
        return opinions.rawValue.nonzeroBitCount >= 2
    }
}
