// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// A handler that is ready to run: flat code over numbered slots.
///
/// Closures or a walk over the IR's enumerations would be shorter, but a debug
/// build has to run some 20,000 handlers a second (`InterpreterTests` measures it).
public final class Program {
    public let name: String
    public let symbols: SymbolTable
    /// All decisions of the handler and of the routines that it uses.
    public let arms: [Arm]
    /// Statements and locations for messages, by instruction.
    let locations: [SourceLocation]
    let actions: [ExitAction]
    let entry: Int
    /// What the slots hold at the start: constants in their places, variables unknown.
    let slotCount: Int
    let initialBits: UnsafeMutablePointer<UInt64>
    let initialUnknown: UnsafeMutablePointer<UInt64>

    // Copies outside of Swift arrays: a debug build is several times faster on them.
    let code: UnsafeMutablePointer<Instruction>
    let codeCount: Int
    let operands: UnsafeMutablePointer<Int32>
    let ranges: UnsafeMutablePointer<ChoiceRange>
    let armCounts: UnsafeMutablePointer<UInt64>

    init(_ parts: ProgramParts) {
        name = parts.name
        symbols = parts.symbols
        arms = parts.arms
        locations = parts.locations
        actions = parts.actions
        entry = parts.entry
        slotCount = parts.slotCount
        var bits: [UInt64] = [UInt64](repeating: 0, count: parts.slotCount)
        var unknown: [UInt64] = bits
        for (slot, value) in parts.constants { bits[slot] = value }
        for (slot, type) in parts.variables { unknown[slot] = type.mask }
        initialBits = Self.copy(bits)
        initialUnknown = Self.copy(unknown)
        code = Self.copy(parts.code)
        codeCount = parts.code.count
        operands = Self.copy(parts.operands)
        ranges = Self.copy(parts.ranges)
        armCounts = .allocate(capacity: max(1, parts.arms.count))
        armCounts.initialize(repeating: 0, count: max(1, parts.arms.count))
    }

    deinit {
        initialBits.deallocate()
        initialUnknown.deallocate()
        code.deallocate()
        operands.deallocate()
        ranges.deallocate()
        armCounts.deallocate()
    }

    /// How often each arm was taken since the program was made, in the order of ``arms``.
    public var timesTaken: [UInt64] { arms.indices.map { armCounts[$0] } }

    /// Forgets how often arms were taken.
    public func resetCoverage() {
        armCounts.update(repeating: 0, count: max(1, arms.count))
    }

    private static func copy<Element>(_ array: [Element]) -> UnsafeMutablePointer<Element> {
        let pointer = UnsafeMutablePointer<Element>.allocate(capacity: max(1, array.count))
        for (index, element) in array.enumerated() { (pointer + index).initialize(to: element) }
        return pointer
    }
}

/// What the compiler hands over.
struct ProgramParts {
    var name: String
    var symbols: SymbolTable
    var code: [Instruction] = []
    var locations: [SourceLocation] = []
    var operands: [Int32] = []
    var ranges: [ChoiceRange] = []
    var arms: [Arm] = []
    var actions: [ExitAction] = []
    var constants: [(slot: Int, value: UInt64)] = []
    var variables: [(slot: Int, type: ValueType)] = []
    var slotCount: Int = 0
    var entry: Int = 0
}
