// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What lies ahead on the likely way from a block: the allocator looks here for
/// a register that will not be in the way.
struct Trace {
    struct Point {
        let uses: Set<StubValue>
        let sets: Set<StubValue>
        /// Registers that the processor uses here, whatever the allocator would like.
        let fixed: Set<Register>
        /// Where a value would be best.
        let wishes: [StubValue: Register]
    }

    private(set) var points: [Point] = []

    /// - Parameter isPlaced: blocks that have their code already; a trace ends before them.
    init(from start: Int, in graph: StubGraph, _ liveness: StubLiveness, isPlaced: (Int) -> Bool) {
        var block: Int? = start
        while let here = block {
            points += graph.blocks[here].steps.map { Self.point($0.operation) }
            let end: StubEnd = graph.blocks[here].end
            points.append(Self.point(end))
            block = end.successors.first { !isPlaced($0) }
            if block == nil, let next = end.successors.first {
                points.append(Point(uses: liveness.atEntry[next], sets: [], fixed: [], wishes: [:]))
            }
        }
    }

    /// How many steps from `cursor` on until the value is used; large when it is not.
    func distance(to value: StubValue, from cursor: Int) -> Int {
        for index: Int in cursor..<max(cursor, points.count) where points[index].uses.contains(value) {
            return index - cursor
        }
        return points.count
    }

    /// Registers that a value had better not be in, since something fixed needs them before its last use.
    func conflicts(of value: StubValue, from cursor: Int) -> Set<Register> {
        var passed: Set<Register> = []
        var result: Set<Register> = []
        for point: Point in points.dropFirst(cursor) {
            if point.uses.contains(value) { result.formUnion(passed) }
            if point.sets.contains(value) { break }
            passed.formUnion(point.fixed)
            passed.formUnion(point.sets.compactMap(\.home))
        }
        return result
    }

    /// Where the value's next use would like it.
    func wish(of value: StubValue, from cursor: Int) -> Register? {
        for point: Point in points.dropFirst(cursor) {
            if let wish = point.wishes[value] { return wish }
            if point.uses.contains(value) || point.sets.contains(value) { return nil }
        }
        return nil
    }

    private static func point(_ operation: StubOperation) -> Point {
        var fixed: Set<Register> = []
        var wishes: [StubValue: Register] = [:]
        switch operation {
        case .cpuid(let leaf, let subleaf, _, _, _, _):
            fixed = [.rax, .rbx, .rcx, .rdx]
            if let value = leaf.value { wishes[value] = .rax }
            if let value = subleaf.value { wishes[value] = .rcx }
        case .copy(.value(let from), let to), .narrow(let from, _, let to), .binary(_, let from, _, _, let to),
            .shiftLeft(let from, _, _, let to), .shiftRight(let from, _, _, let to), .invert(let from, _, let to):
            wishes[from] = to.home
        default:
            break
        }
        return Point(uses: Set(operation.uses), sets: Set(operation.sets), fixed: fixed, wishes: wishes)
    }

    private static func point(_ end: StubEnd) -> Point {
        var fixed: Set<Register> = []
        var wishes: [StubValue: Register] = [:]
        switch end {
        case .readMSR(let address, _, _, _, _):
            fixed = [.rax, .rcx, .rdx]
            if let value = address.value { wishes[value] = .rcx }
        case .writeMSR(let address, let low, let high, _, _):
            fixed = [.rax, .rcx, .rdx]
            for (operand, register) in [(address, Register.rcx), (low, .rax), (high, .rdx)] {
                if let value = operand.value { wishes[value] = register }
            }
        case .jump, .branch, .resume, .slow:
            break
        }
        return Point(uses: Set(end.uses), sets: Set(end.sets), fixed: fixed, wishes: wishes)
    }
}
