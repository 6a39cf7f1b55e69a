// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The order in which rules are mended, so that what one changes is not looked at by one before it.
///
/// It is worked out bit by bit: that of DPL comes behind that of the type, both in one field. Where rules look at each
/// other's bits, the order of the manual decides, and a second pass is needed.
struct MendOrder {
    struct Node {
        let check: EntryCheck
        let reads: [VMCSField: UInt64]
        let writes: [VMCSField: UInt64]
    }

    static func sorted(_ nodes: [Node]) -> [Node] {
        // before[i]: those whose changes i looks at.
        var before: [Set<Int>] = nodes.map { _ in [] }
        for (reader, node) in nodes.enumerated() {
            for (writer, other) in nodes.enumerated() where writer != reader {
                if other.writes.contains(where: { $0.value & node.reads[$0.key, default: 0] != 0 }) {
                    before[reader].insert(writer)
                }
            }
        }
        let circles: [Int] = circles(before)
        var left: [Int] = Array(nodes.indices)
        var result: [Node] = []
        while !left.isEmpty {
            // The first that is behind no other circle; of a circle the one with the fewest before it.
            func isFree(_ node: Int) -> Bool { before[node].allSatisfy { circles[$0] == circles[node] } }
            guard let first = left.first(where: isFree) else { preconditionFailure("circles are in no circle") }
            let circle: [Int] = left.filter { circles[$0] == circles[first] }
            var next: Int = first
            for node: Int in circle where before[node].count < before[next].count { next = node }
            left.removeAll { $0 == next }
            result.append(nodes[next])
            for other: Int in left { before[other].remove(next) }
        }
        return result
    }

    /// For each node the number of its circle: those that lead to each other. By Tarjan.
    private static func circles(_ before: [Set<Int>]) -> [Int] {
        var number: [Int] = Array(repeating: -1, count: before.count)
        var low: [Int] = number
        var circle: [Int] = number
        var stack: [Int] = []
        var count: Int = 0
        func visit(_ node: Int) {
            number[node] = count
            low[node] = count
            count += 1
            stack.append(node)
            for next: Int in before[node].sorted() {
                if number[next] < 0 {
                    visit(next)
                    low[node] = min(low[node], low[next])
                } else if circle[next] < 0 {
                    low[node] = min(low[node], number[next])
                }
            }
            guard low[node] == number[node] else { return }
            while let last = stack.popLast() {
                circle[last] = node
                if last == node { break }
            }
        }
        for node: Int in before.indices where number[node] < 0 { visit(node) }
        return circle
    }

    /// The bits of fields that an expression looks at, of which only some may count.
    static func reads(_ expression: Expression, _ words: [ControlWord]) -> [VMCSField: UInt64] {
        var result: [VMCSField: UInt64] = [:]
        collect(expression, expression.type.mask, words, &result)
        return result
    }

    private static func collect(
        _ expression: Expression, _ bits: UInt64, _ words: [ControlWord], _ result: inout [VMCSField: UInt64]
    ) {
        switch expression {
        case .field(let field): result[field, default: 0] |= bits
        case .enabled(let control):
            var next: ControlID? = control.id
            while let id = next, let word = words.first(where: { $0.id == id.word }) {
                result[word.field, default: 0] |= 1 << UInt64(id.bit)
                next = word.activatedBy
            }
        case .binary(.and, let left, let right) where expression.type != .bool:
            collect(left, bits & (right.constantValue ?? UInt64.max), words, &result)
            collect(right, bits, words, &result)
        case .shiftRight(let operand, let amount): collect(operand, bits << UInt64(amount), words, &result)
        case .shiftLeft(let operand, let amount): collect(operand, bits >> UInt64(amount), words, &result)
        case .not(let operand), .convert(let operand, _): collect(operand, bits, words, &result)
        case .binary(.or, let left, let right), .binary(.xor, let left, let right):
            for operand: Expression in [left, right] { collect(operand, bits, words, &result) }
        default:
            for operand: Expression in expression.operands { collect(operand, operand.type.mask, words, &result) }
        }
    }
}
