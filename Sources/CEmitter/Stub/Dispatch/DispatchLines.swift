// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Writes a dispatch tree, and behind each of its ways what it leads to.
struct DispatchLines {
    /// In front of every label, for example `observer`.
    let owner: String
    /// Holds the exit reason.
    let register: Register
    /// Where the tree leads: a name for labels, and the lines with a label of that name or without one.
    let handlers: [(reason: ExitReason, lines: (_ isLabelled: Bool) -> [String])]
    private let reasons: [UInt16: ExitReason]

    init(
        owner: String, register: Register, handlers: [(reason: ExitReason, lines: (_ isLabelled: Bool) -> [String])]
    ) {
        self.owner = owner
        self.register = register
        self.handlers = handlers
        reasons = Dictionary(uniqueKeysWithValues: handlers.map { ($0.reason.number, $0.reason) })
    }

    /// From the first comparison on; the slow path has to follow right behind.
    func lines(_ tree: DispatchTree) -> [String] {
        var result: [String] = []
        var waiting: [(label: String, tree: DispatchTree)] = []
        write(tree, label: nil, &result, &waiting)
        while !waiting.isEmpty {
            let next: (label: String, tree: DispatchTree) = waiting.removeFirst()
            write(next.tree, label: next.label, &result, &waiting)
        }
        return result
    }

    /// One way as far as it goes without a jump.
    private func write(
        _ tree: DispatchTree, label: String?, _ result: inout [String],
        _ waiting: inout [(label: String, tree: DispatchTree)]
    ) {
        switch tree {
        case .slow:
            // Only an empty tree begins with it: else it is always jumped to.
            break
        case .handler(let position):
            result += handlers[position].lines(label != nil)
        case .compare(let number, let jumps, let otherwise):
            if let label { result.append(label + ":") }
            let name: ExitReason = reasons[number]!
            result.append(StubPrinter.line(DispatchTree.comparison(of: register, number, note: name.name)))
            var targets: [(label: String, tree: DispatchTree)] = []
            for jump: DispatchTree.Jump in jumps {
                let target: String = self.label(of: jump, at: name)
                result.append("\t\(jump.condition.rawValue)\t\(target)")
                if jump.target != .slow { targets.append((target, jump.target)) }
            }
            write(otherwise, label: nil, &result, &waiting)
            waiting = targets + waiting
        }
    }

    private func label(of jump: DispatchTree.Jump, at reason: ExitReason) -> String {
        let stem: String = ".L\(owner)_"
        switch (jump.target, jump.condition) {
        case (.slow, _): return stem + "slow"
        case (.handler(let position), _): return stem + handlers[position].reason.label
        case (_, .below): return stem + "below_" + reason.label
        case (_, .above): return stem + "above_" + reason.label
        case (_, .different), (_, .equal): return stem + "not_" + reason.label
        }
    }
}
