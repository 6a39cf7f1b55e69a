// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Writes allocated stubs for GNU as: the only place that knows how assembly looks.
struct StubPrinter {
    let blocks: [AssemblyBlock]
    let aliases: [AssemblyLabel: AssemblyLabel]
    /// In front of every label, for example `observer`.
    let owner: String
    /// Whether something outside jumps to the first block.
    let isEntered: Bool

    private static let noteColumn: Int = 48

    var lines: [String] {
        let names: [AssemblyLabel: String] = labelNames
        let used: Set<AssemblyLabel> = Set(
            blocks.flatMap(\.instructions).flatMap(\.operands).compactMap { operand in
                if case .label(let label) = operand { return resolved(label) }
                return nil
            })
        var result: [String] = []
        for block: AssemblyBlock in blocks {
            if used.contains(block.label) || isEntered && block.label == blocks.first?.label {
                result.append(names[block.label]! + ":")
            }
            result += block.instructions.map { Self.line($0) { names[resolved($0)]! } }
        }
        return result
    }

    private func resolved(_ label: AssemblyLabel) -> AssemblyLabel { aliases[label] ?? label }

    private var labelNames: [AssemblyLabel: String] {
        Self.blockNames(blocks).mapValues { ".L\(owner)_\($0)" }
    }

    /// The name of each block, numbered where two have the same.
    static func blockNames(_ blocks: [AssemblyBlock]) -> [AssemblyLabel: String] {
        var count: [String: Int] = [:]
        var names: [AssemblyLabel: String] = [.slow: "slow"]
        for block: AssemblyBlock in blocks {
            count[block.name, default: 0] += 1
            let number: Int = count[block.name]!
            names[block.label] = block.name + (number == 1 ? "" : "_\(number)")
        }
        return names
    }

    /// - Parameter name: of a label that is an operand.
    static func line(
        _ instruction: AssemblyInstruction,
        name: (AssemblyLabel) -> String = { _ in preconditionFailure("no label has a name here") }
    ) -> String {
        let operands: [String] = instruction.operands.map { operand in
            if case .label(let label) = operand { return name(label) }
            return operand.text
        }
        var text: String = "\t" + instruction.mnemonic
        if !operands.isEmpty {
            text += (instruction.mnemonic.count < 8 ? "\t" : " ") + operands.joined(separator: ", ")
        }
        if instruction.note.isEmpty { return text }
        let width: Int = text.reduce(0) { $1 == "\t" ? ($0 / 8 + 1) * 8 : $0 + 1 }
        let tabs: Int = max(1, (noteColumn - width + 7) / 8)
        return text + String(repeating: "\t", count: tabs) + "/* " + instruction.note + " */"
    }
}
