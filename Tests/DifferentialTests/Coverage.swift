// SPDX-License-Identifier: GPL-2.0-only

import Interpreter

/// How often each arm of handlers and routines was taken, over all programs.
struct Coverage {
    private var counts: [Arm: UInt64] = [:]
    private var order: [Arm] = []

    mutating func add(_ program: Program) {
        for (arm, count) in zip(program.arms, program.timesTaken) {
            if counts[arm] == nil { order.append(arm) }
            counts[arm, default: 0] += count
        }
    }

    var total: Int { order.count }

    func isTaken(_ arm: Arm) -> Bool { counts[arm, default: 0] > 0 }

    /// In the order in which they were found.
    var neverTaken: [Arm] { order.filter { !isTaken($0) } }

    /// The arm that was taken least often of those that were taken at all, for people.
    var rarest: String {
        guard let arm = order.filter(isTaken).min(by: { counts[$0]! < counts[$1]! }) else { return "none" }
        return "\(arm), \(counts[arm]!) times"
    }

    /// The arms that a waiver names.
    func arms(of waiver: Waiver) -> [Arm] {
        order.filter { $0.owner == waiver.owner && $0.number == waiver.number && $0.label == waiver.label }
    }
}

extension Program {
    /// Whether each arm of the handler itself was taken; those of routines may be another handler's.
    var hasTakenItsOwnArms: Bool {
        !zip(arms, timesTaken).contains { arm, count in count == 0 && arm.owner == name }
    }
}
