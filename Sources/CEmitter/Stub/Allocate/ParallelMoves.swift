// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Orders moves that are meant to happen at once: no register is overwritten
/// before what it held has been read.
enum ParallelMoves {
    enum Step: Equatable {
        case move(Register, to: Register)
        case exchange(Register, Register)
    }

    /// - Parameter moves: each destination once; a move to itself is none.
    static func ordered(_ moves: [(from: Register, to: Register)]) -> [Step] {
        var pending: [(from: Register, to: Register)] = moves.filter { $0.from != $0.to }
        var steps: [Step] = []
        while let first = pending.first {
            if let free = pending.firstIndex(where: { move in !pending.contains { $0.from == move.to } }) {
                steps.append(.move(pending[free].from, to: pending[free].to))
                pending.remove(at: free)
            } else {
                // Only cycles are left. Whoever wanted one of the two now finds it in the other.
                steps.append(.exchange(first.from, first.to))
                pending.removeFirst()
                pending = pending.map {
                    ($0.from == first.from ? first.to : $0.from == first.to ? first.from : $0.from, $0.to)
                }
                .filter { $0.from != $0.to }
            }
        }
        return steps
    }
}
