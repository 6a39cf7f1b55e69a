// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Something that a handler did to the machine, or asked of it, in the order in which it happened.
public enum Effect: Hashable, Sendable {
    case readField(VMCSField, Value)
    case writeField(VMCSField, Value)
    case cpuid(leaf: Value, subleaf: Value, eax: Value, ebx: Value, ecx: Value, edx: Value)
    case readMSR(address: Value, value: Value, faulted: Value)
    case writeMSR(address: Value, value: Value, faulted: Value)
    case call(Native, arguments: [Value], results: [Value])
    /// Four words; those that the handler did not give are 0.
    case emit(EventKind, [Value])
}

extension Effect: CustomStringConvertible {
    public var description: String {
        func list(_ values: [Value]) -> String { values.map(\.description).joined(separator: ", ") }
        switch self {
        case .readField(let field, let value): return "VMREAD \(field.symbol) = \(value)"
        case .writeField(let field, let value): return "VMWRITE \(field.symbol) = \(value)"
        case .cpuid(let leaf, let subleaf, let eax, let ebx, let ecx, let edx):
            return "CPUID(\(leaf), \(subleaf)) = \(list([eax, ebx, ecx, edx]))"
        case .readMSR(let address, let value, let faulted): return "RDMSR(\(address)) = \(value), faulted \(faulted)"
        case .writeMSR(let address, let value, let faulted): return "WRMSR(\(address), \(value)), faulted \(faulted)"
        case .call(let native, let arguments, let results):
            return "\(native.name)(\(list(arguments))) = (\(list(results)))"
        case .emit(let event, let words): return "EMIT \(event.symbol)(\(list(words)))"
        }
    }
}
