// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Interpreter
import Testing
import VMXModel

@Suite("Checks of VM entry in C say what the interpreter says")
struct CAgreementTests {
    private let evaluator: EntryCheckEvaluator = WitnessSearch.evaluator

    @Test("gcc's and clang's program agree with the interpreter on every check, in each of its verdicts")
    func agreement() throws {
        let programs: [CProgram] = try CProgram.compilers.map { try CProgram(compiler: $0) }
        let first: CProgram = programs[0]
        #expect(first.rules.count == entryChecks.all.count)
        var requests = EntryRequests()
        var expected: [UInt8] = []
        /// Which check an answer is about.
        var owners: [EntryCheck] = []
        var counts: [EntryVerdict: Int] = [:]
        for check: EntryCheck in entryChecks.all {
            let rule: Int = try #require(first.rules[check.code])
            let looked: [EntryOperand] = Self.inputs(of: check)
            var seen: Set<EntryVerdict> = []
            for state: EntryState in states(of: check) {
                requests.add(rule: rule, state, looked, first)
                let verdict: EntryVerdict = evaluator.check(check, state)
                let broken: [Int] = evaluator.brokenMSRLoadEntries(check, state)
                seen.insert(verdict)
                counts[verdict, default: 0] += 1
                expected.append(Self.number(verdict))
                expected += (1...).prefix(state.msrLoadEntries.count).map { broken.contains($0) ? 1 : 0 }
                owners += Array(repeating: check, count: 1 + state.msrLoadEntries.count)
            }
            #expect(seen.count == 3, "\(check.code) \(check.name) was only seen as \(seen.map(\.rawValue).sorted())")
        }
        print(
            "verdicts compared: "
                + EntryVerdict.allCases.map { "\(counts[$0, default: 0]) \($0)" }.joined(separator: ", "))
        for program: CProgram in programs {
            #expect(program.inputs == first.inputs && program.rules == first.rules)
            let answers: [UInt8] = try program.answers(to: requests)
            #expect(answers.count == expected.count)
            for (index, pair) in zip(answers, expected).enumerated() where pair.0 != pair.1 {
                Issue.record("\(owners[index].code): C has \(pair.0), the interpreter \(pair.1)")
                break
            }
        }
    }

    private static func number(_ verdict: EntryVerdict) -> UInt8 {
        switch verdict {
        case .holds: 0
        case .broken: 1
        case .unknown: 2
        }
    }

    /// The operands, with the words of controls and what activates them.
    private static func inputs(of check: EntryCheck) -> [EntryOperand] {
        var result: [EntryOperand] = check.operands
        for word: ControlWord in controlWords.all { result.append(.field(word.field)) }
        result.append(.field(vmcs.control.entryMSRLoadCount.declaration))
        return result
    }

    /// Around states that a processor enters, and around one that breaks the check.
    private func states(of check: EntryCheck) -> [EntryState] {
        var random = SplitMix(state: UInt64(check.number))
        let operands: [EntryOperand] = check.operands
        var result: [EntryState] = []
        var starts: [EntryState] = [BaseState.all[check.number % BaseState.all.count].state]
        starts += [BaseState.longMode.state, WitnessSearch.witness(of: check)].compactMap { $0 }
        for start: EntryState in starts {
            result.append(start)
            for _ in 0..<10 {
                var state: EntryState = start
                for operand: EntryOperand in operands where random.next() % 3 == 0 {
                    state = state.setting(operand, .known(boundary(operand, check, state, &random)), activating: false)
                }
                if check.scope == .eachMSRLoadEntry {
                    let count: UInt64 = random.next() % 4
                    let hidden: UInt64 = random.next() % 3 == 0 ? random.next() % 4 : 0
                    state.fields[vmcs.control.entryMSRLoadCount.declaration] = Value(bits: count, unknown: hidden)
                }
                result.append(state)
                for operand: EntryOperand in operands where random.next() % 2 == 0 {
                    state = evaluator.hide(operand, in: state, &random)
                }
                result.append(state)
            }
        }
        return result
    }

    /// A bit away from what is there, a constant of the check or its neighbour, all bits or none, or anything.
    private func boundary(
        _ operand: EntryOperand, _ check: EntryCheck, _ state: EntryState, _ random: inout SplitMix
    ) -> UInt64 {
        let constants: [UInt64] = check.expression.parts.compactMap(\.constantValue)
        let old: UInt64 = evaluator.value(of: operand, state).bits
        switch random.next() % 6 {
        case 0: return operand.possible(random.next())
        case 1: return operand.possible(random.next() % 2 == 0 ? 0 : UInt64.max)
        case 2, 3:
            guard !constants.isEmpty else { return operand.possible(~old) }
            let constant: UInt64 = constants[Int(random.next() % UInt64(constants.count))]
            return operand.possible(constant &+ random.next() % 3 &- 1)
        default: return operand.possible(old ^ 1 << (random.next() % 64))
        }
    }
}
