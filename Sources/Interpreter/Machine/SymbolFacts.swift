// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The numbers that the machine needs of each symbol, in plain memory: an array of
/// the symbols themselves would cost a debug build a copy of their names each time.
final class SymbolFacts {
    let fieldEncoding: UnsafeMutablePointer<UInt64>
    let fieldMask: UnsafeMutablePointer<UInt64>
    /// Where the elements of a state variable begin among all elements, and how many there are.
    let elementBase: UnsafeMutablePointer<Int>
    let elementCount: UnsafeMutablePointer<Int>
    let stateMask: UnsafeMutablePointer<UInt64>
    let stateInitial: UnsafeMutablePointer<UInt64>
    let totalElements: Int
    /// Position of a control's word, and its bit.
    let controlWord: UnsafeMutablePointer<Int>
    let controlBit: UnsafeMutablePointer<UInt64>
    let nativeIdentifier: UnsafeMutablePointer<UInt64>
    let counts: (fields: Int, states: Int, controls: Int, natives: Int)

    init(_ symbols: SymbolTable) {
        fieldEncoding = Self.memory(symbols.fields.map { UInt64($0.encoding) })
        fieldMask = Self.memory(symbols.fields.map(\.valueType.mask))
        var base: [Int] = []
        var total = 0
        for state: StateVariable in symbols.states {
            base.append(total)
            total += state.count ?? 1
        }
        totalElements = total
        elementBase = Self.memory(base)
        elementCount = Self.memory(symbols.states.map { $0.count ?? 1 })
        stateMask = Self.memory(symbols.states.map(\.type.mask))
        stateInitial = Self.memory(symbols.states.map(\.initial))
        controlWord = Self.memory(symbols.controls.map { $0.id.word.number })
        controlBit = Self.memory(symbols.controls.map { UInt64($0.id.bit) })
        nativeIdentifier = Self.memory(symbols.natives.map(\.identifier))
        counts = (symbols.fields.count, symbols.states.count, symbols.controls.count, symbols.natives.count)
    }

    deinit {
        fieldEncoding.deallocate()
        fieldMask.deallocate()
        elementBase.deallocate()
        elementCount.deallocate()
        stateMask.deallocate()
        stateInitial.deallocate()
        controlWord.deallocate()
        controlBit.deallocate()
        nativeIdentifier.deallocate()
    }

    private static func memory<Element>(_ values: [Element]) -> UnsafeMutablePointer<Element> {
        let pointer = UnsafeMutablePointer<Element>.allocate(capacity: max(1, values.count))
        for (index, value) in values.enumerated() { (pointer + index).initialize(to: value) }
        return pointer
    }
}
