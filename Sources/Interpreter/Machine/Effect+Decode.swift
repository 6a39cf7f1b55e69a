// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension Effect {
    /// The effects of a raw trace; each entry has the four values of ``EffectKind``.
    public static func decode(_ entries: ArraySlice<[Value]>, _ symbols: SymbolTable) -> [Effect] {
        var rest: ArraySlice<[Value]> = entries
        var result: [Effect] = []
        while let entry = rest.popFirst() { result.append(decode(entry, &rest, symbols)) }
        return result
    }

    private static func decode(
        _ entry: [Value], _ rest: inout ArraySlice<[Value]>, _ symbols: SymbolTable
    ) -> Effect {
        func follow(_ kind: EffectKind) -> [Value]? {
            guard let next = rest.first, next[0].bits == kind.rawValue else { return nil }
            return rest.popFirst()
        }
        switch EffectKind(rawValue: entry[0].bits) {
        case .readField: return .readField(field(entry[1], symbols), entry[2])
        case .writeField: return .writeField(field(entry[1], symbols), entry[2])
        case .cpuid:
            return .cpuid(
                leaf: entry[1].half(high: true), subleaf: entry[1].half(high: false),
                eax: entry[2].half(high: false), ebx: entry[2].half(high: true),
                ecx: entry[3].half(high: false), edx: entry[3].half(high: true))
        case .readMSR: return .readMSR(address: entry[1], value: entry[2], faulted: entry[3])
        case .writeMSR: return .writeMSR(address: entry[1], value: entry[2], faulted: entry[3])
        case .call:
            var arguments: [Value] = []
            var results: [Value] = []
            while let next = follow(.argument) { arguments.append(next[2]) }
            while let next = follow(.result) { results.append(next[2]) }
            return .call(native(entry[1].bits, symbols), arguments: arguments, results: results)
        case .emit:
            let more: [Value] = follow(.emitMore).map { [$0[1], $0[2]] } ?? []
            return .emit(event(entry[1].bits, symbols), [entry[2], entry[3]] + more)
        case .argument, .result, .emitMore, nil:
            // Only C can get here: something that no handler does, shown as it is.
            let kind = EventKind(symbol: "entry of kind \(entry[0])", number: 0, arguments: [], summary: "")
            return .emit(kind, Array(entry[1...]))
        }
    }

    private static func field(_ encoding: Value, _ symbols: SymbolTable) -> VMCSField {
        if let known = symbols.fields.first(where: { UInt64($0.encoding) == encoding.bits }) { return known }
        return VMCSField(
            name: "unknown", symbol: "field \(encoding)", width: .natural, group: .control, index: 0,
            existsWhen: .always, linux: .none, location: SourceLocation(#fileID, #line))
    }

    private static func native(_ identifier: UInt64, _ symbols: SymbolTable) -> Native {
        symbols.natives.first { $0.identifier == identifier }
            ?? Native(
                name: "native \(Value.known(identifier))", summary: "", parameters: [], results: [],
                effects: Native.Effects(), location: SourceLocation(#fileID, #line))
    }

    private static func event(_ number: UInt64, _ symbols: SymbolTable) -> EventKind {
        symbols.events.first { UInt64($0.number) == number }
            ?? EventKind(
                symbol: "event \(number)", number: UInt16(truncatingIfNeeded: number), arguments: [], summary: "")
    }
}

extension Value {
    fileprivate func half(high: Bool) -> Value {
        let shift: UInt64 = high ? 32 : 0
        return Value(bits: bits >> shift & 0xffff_ffff, unknown: unknown >> shift & 0xffff_ffff)
    }
}
