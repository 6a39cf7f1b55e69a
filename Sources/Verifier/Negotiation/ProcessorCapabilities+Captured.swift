// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension ProcessorCapabilities {
    /// What was captured of a processor.
    public init(_ processor: CapturedProcessor) {
        let values: [(UInt32, UInt64)] = processor.msrs.compactMap { msr in msr.value.map { (msr.address, $0) } }
        let leaves: [(Leaf, Registers)] = processor.cpuid.map { leaf in
            (Leaf(leaf.leaf, leaf.subleaf), Registers(eax: leaf.eax, ebx: leaf.ebx, ecx: leaf.ecx, edx: leaf.edx))
        }
        self.init(
            msrs: Dictionary(values) { first, _ in first }, cpuid: Dictionary(leaves) { first, _ in first })
    }
}
