// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// What the manual says of every processor, by what it is about.
///
/// An analysis of the checks of VM entry takes it for granted; no check, no report and no module looks at it. What is
/// known of single bits of CPUID's and the MSRs' masks stands with ``FeatureInputs`` and ``WritableBitInputs``.
public let entryAssumptions: EntryAssumptions = EntryAssumptions()

public struct EntryAssumptions: Sendable {
    public let controls: ControlAssumptions = ControlAssumptions()
    public let capabilities: CapabilityAssumptions = CapabilityAssumptions()
    public let processor: ProcessorAssumptions = ProcessorAssumptions()

    init() {}

    /// Every one, in the order of the declarations.
    public var all: [EntryAssumption] { assumptions(in: self) }
}
