// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// What checks of VM entry look at beside the VMCS and the capability MSRs.
public let machine: MachineInputs = MachineInputs()

public struct MachineInputs: Sendable {
    public let processor: ProcessorInputs = ProcessorInputs()
    public let features: FeatureInputs = FeatureInputs()
    public let writable: WritableBitInputs = WritableBitInputs()
    public let memory: MemoryInputs = MemoryInputs()
}
