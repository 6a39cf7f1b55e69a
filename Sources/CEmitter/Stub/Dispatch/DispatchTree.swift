// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The comparisons between the arrival of an exit and its handler.
///
/// A node compares all 32 bits of the exit reason, so that a failed entry, which
/// has bit 31 set, is none of the reasons, and jumps once or twice:
///
///     cmp $18; jb below; jne above; VMCALL
indirect enum DispatchTree: Hashable {
    /// The C dispatch.
    case slow
    /// The handler of this position in the list that the tree was made for.
    case handler(Int)
    case compare(UInt16, jumps: [Jump], otherwise: DispatchTree)

    /// A jump that is taken when the reason has this relation to the constant.
    struct Jump: Hashable {
        let condition: Condition
        let target: DispatchTree
    }

    enum Condition: String, Hashable {
        case equal = "je"
        case different = "jne"
        case below = "jb"
        case above = "ja"
    }

    static func comparison(of register: Register, _ number: UInt16, note: String = "") -> AssemblyInstruction {
        AssemblyInstruction(
            mnemonic: "cmp", operands: [.immediate(CName.hexadecimal(UInt64(number))), .register(register, .long)],
            note: note)
    }

    /// What the tree tells apart.
    struct Entry: Hashable {
        let number: UInt16
        /// How often, relative to the others.
        let rate: UInt32
    }

    /// The instructions before each handler, by its position.
    ///
    /// - Parameter register: has the exit reason.
    func ways(of count: Int, _ register: Register) -> [[AssemblyInstruction]] {
        var result: [[AssemblyInstruction]] = Array(repeating: [], count: count)
        func visit(_ tree: DispatchTree, _ way: [AssemblyInstruction]) {
            switch tree {
            case .slow: break
            case .handler(let position): result[position] = way
            case .compare(let number, let jumps, let otherwise):
                let origin = InstructionOrigin(purpose: .comparison(number), location: nil)
                var comparison: AssemblyInstruction = Self.comparison(of: register, number)
                comparison.origin = origin
                var way: [AssemblyInstruction] = way + [comparison]
                for jump: Jump in jumps {
                    way.append(
                        AssemblyInstruction(
                            mnemonic: jump.condition.rawValue, operands: [.label(.slow)], note: "", origin: origin))
                    visit(jump.target, way)
                }
                visit(otherwise, way)
            }
        }
        visit(self, [])
        return result
    }
}
