// SPDX-License-Identifier: GPL-2.0-only

/// What a compiler has made of a function, counted in its object code.
public struct FunctionFigures: Encodable, Hashable, Sendable {
    public let name: String
    public let instructions: Int
    public let bytes: Int
    /// The fewest instructions from the first one to a return or to a jump into another function, both included.
    public let shortestPath: Int
    /// Functions that are called, each as often as it stands there.
    public let calls: [String]
    public let vmreads: Int
    public let vmwrites: Int
    /// RDMSR and WRMSR.
    public let msrAccesses: Int
    /// Bytes that it takes from the stack, registers that it pushes not counted.
    public let stackFrame: Int
    /// Callee-saved registers that it pushes.
    public let pushes: Int
}

extension FunctionFigures {
    /// Nil for a label that is no function.
    public init?(_ block: Disassembly.Block) {
        if block.size == 0 { return nil }
        let end: UInt64 = block.address + UInt64(block.size)
        let all: [Disassembly.Instruction] = block.instructions.filter { $0.address < end }
        func count(_ mnemonics: String...) -> Int {
            all.filter { mnemonics.contains($0.mnemonic) }.count
        }
        name = block.name
        instructions = all.count
        bytes = block.size
        shortestPath = Self.shortestPath(all)
        calls = all.filter(\.isCall).map { $0.symbol ?? $0.operands.first ?? "?" }
        vmreads = count("vmread")
        vmwrites = count("vmwrite")
        msrAccesses = count("rdmsr", "wrmsr")
        stackFrame = all.compactMap(\.stackTaken).max() ?? 0
        pushes = Set(all.filter { $0.mnemonic == "push" }.flatMap(\.operands)).intersection(Self.calleeSaved).count
    }

    private static let calleeSaved: Set<String> = ["%rbx", "%rbp", "%r12", "%r13", "%r14", "%r15"]

    /// By breadth: every instruction is one step.
    private static func shortestPath(_ all: [Disassembly.Instruction]) -> Int {
        let places: [UInt64: Int] = Dictionary(
            all.enumerated().map { ($1.address, $0) }, uniquingKeysWith: { first, _ in first })
        var reached: Set<Int> = [0]
        var front: [Int] = all.isEmpty ? [] : [0]
        var steps = 1
        while !front.isEmpty {
            var next: [Int] = []
            for index: Int in front {
                let instruction: Disassembly.Instruction = all[index]
                let target: Int? = instruction.target.flatMap { places[$0] }
                if instruction.isReturn || instruction.isJump && target == nil { return steps }
                var ways: [Int] = instruction.isJump || instruction.isTrap ? [] : [index + 1]
                if let target, !instruction.isCall { ways.append(target) }
                for way: Int in ways where way < all.count && reached.insert(way).inserted { next.append(way) }
            }
            front = next
            steps += 1
        }
        return 0
    }
}

extension Disassembly.Instruction {
    /// RET, or the jump to the kernel's thunk that is one.
    var isReturn: Bool {
        mnemonic == "ret" || mnemonic == "retq" || isJump && symbol?.hasSuffix("_return_thunk") == true
    }

    fileprivate var isTrap: Bool { mnemonic == "ud2" || mnemonic == "int3" || mnemonic == "hlt" }

    /// `sub $0x18,%rsp` takes 24 bytes; GCC takes 128 by adding -128, since that is shorter.
    fileprivate var stackTaken: Int? {
        guard operands.count == 2, operands[1] == "%rsp", operands[0].hasPrefix("$0x"),
            let bits = UInt64(operands[0].dropFirst(3), radix: 16)
        else { return nil }
        let amount = Int(Int64(bitPattern: bits))
        switch mnemonic {
        case "sub" where amount > 0: return amount
        case "add" where amount < 0: return -amount
        default: return nil
        }
    }
}
