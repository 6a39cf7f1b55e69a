// SPDX-License-Identifier: GPL-2.0-only

import HVCoreABI
import HVCoreInterface

/// A VMX capability MSR of a CPU.
struct Capability: Hashable {
    let address: UInt32
    /// Nil when the processor does not have it.
    let value: UInt64?
}

extension HVCoreDevice {
    /// The capability MSRs of a CPU, as the module reads them.
    func capabilities(cpu: UInt32) throws(Failure) -> [Capability] {
        let raw = try list(of: hvcore_msr()) { (room, address) throws(Failure) -> UInt32? in
            var argument = hvcore_caps()
            argument.size = UInt32(MemoryLayout<hvcore_caps>.size)
            argument.cpu = cpu
            argument.count = room
            argument.msrs = address
            guard let error = exchange(.caps, &argument) else { return argument.count }
            switch error.number {
            case ErrorNumber.noRoom: return argument.count
            case ErrorNumber.noSuchCPU: throw Self.noSuchCPU(cpu)
            case ErrorNumber.notSupported:
                throw Failure(
                    .refused, "caps: CPU \(cpu) has no VT-x", do: "'hvctl doctor' says what this machine lacks")
            default: throw Self.failure(of: .caps, error)
            }
        }
        return raw.map { Capability(address: $0.address, value: $0.present == 0 ? nil : $0.value) }
    }
}
