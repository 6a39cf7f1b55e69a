// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// A place from which a handler gets a value that it did not compute.
public enum Input: Hashable, Sendable {
    case register(Register)
    case field(VMCSField)
    /// EAX, EBX, ECX or EDX of a CPUID, whatever its leaf.
    case cpuid(Int)
    /// What an RDMSR gives, whatever its address.
    case msr
    case nativeResult(Native, Int)
    case state(StateVariable)

    var type: ValueType {
        switch self {
        case .register, .msr: .u64
        case .field(let field): field.valueType
        case .cpuid: .u32
        case .nativeResult(let native, let index): native.results[index].type
        case .state(let variable): variable.type
        }
    }
}

/// Some bits of an input that a handler looks at, with values that matter to it.
public struct Patch: Hashable, Sendable, BitwiseCopyable {
    public let mask: UInt64
    public let bits: UInt64

    public init(mask: UInt64, bits: UInt64) {
        self.mask = mask
        self.bits = bits & mask
    }
}
