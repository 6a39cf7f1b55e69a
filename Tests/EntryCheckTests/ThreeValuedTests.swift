// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Interpreter
import Testing
import VMXModel

@Suite("Checks of VM entry with parts of the state unknown")
struct ThreeValuedTests {
    private let evaluator: EntryCheckEvaluator = WitnessSearch.evaluator

    @Test("An unknown operand makes no check broken that holds, and none hold that is broken")
    func monotone() {
        var random = SplitMix(state: 6)
        var counts: [EntryVerdict: Int] = [:]
        for check: EntryCheck in entryChecks.all {
            let operands: [EntryOperand] = check.operands
            for base: BaseState in BaseState.all {
                for _ in 0..<40 {
                    var full: EntryState = base.state
                    for operand: EntryOperand in operands where random.next() % 3 == 0 {
                        full = full.setting(operand, .known(near(operand, full, &random)))
                    }
                    var partial: EntryState = full
                    for operand: EntryOperand in operands where random.next() % 2 == 0 {
                        partial = evaluator.hide(operand, in: partial, &random)
                    }
                    let truth: EntryVerdict = evaluator.check(check, full)
                    let verdict: EntryVerdict = evaluator.check(check, partial)
                    #expect(truth != .unknown, "\(check.code): everything is known")
                    #expect(verdict == truth || verdict == .unknown, "\(check.code) \(check.name)")
                    counts[verdict, default: 0] += 1
                }
            }
        }
        let text: [String] = EntryVerdict.allCases.map { "\($0.rawValue) \(counts[$0, default: 0])" }
        print("verdicts with half of the operands hidden: " + text.joined(separator: ", "))
        for verdict: EntryVerdict in EntryVerdict.allCases { #expect(counts[verdict, default: 0] > 1000) }
    }

    @Test("One unknown truth value leaves a check unknown exactly when it decides it")
    func exactForOneBit() {
        var imprecise: [String] = []
        for check: EntryCheck in entryChecks.all {
            for base: BaseState in BaseState.all {
                for operand: EntryOperand in check.operands where operand.mask == 1 {
                    // A control's word is activated in all three states.
                    let start: EntryState = base.state.setting(operand, .known(1))
                    func verdict(_ value: Value) -> EntryVerdict {
                        evaluator.check(check, start.setting(operand, value, activating: false))
                    }
                    let verdicts: [EntryVerdict] = [verdict(.known(0)), verdict(.known(1))]
                    let found: EntryVerdict = verdict(.unknown(.bool))
                    if verdicts[0] != verdicts[1] { #expect(found == .unknown, "\(check.code) \(operand.name)") }
                    if verdicts[0] == verdicts[1] && found == .unknown {
                        imprecise.append("\(check.code) \(operand.name)")
                    }
                }
            }
        }
        #expect(imprecise.isEmpty, "unknown though both values give the same: \(imprecise)")
    }

    @Test("A state of which nothing is known breaks nothing")
    func nothingKnown() {
        for check: EntryCheck in entryChecks.all {
            #expect(evaluator.check(check, EntryState()) == .unknown, "\(check.code) \(check.name)")
        }
    }

    @Test("What no processor has is known without asking it")
    func alwaysReserved() {
        var state: EntryState = BaseState.longMode.state
        state.machine = [:]
        state.fields[vmcs.control.msrBitmap.declaration] = .known(1 << 60)
        state.fields[vmcs.guest.ia32Debugctl.declaration] = .known(1 << 20)
        #expect(evaluator.check(entryChecks.controls.addresses.msrBitmap[1], state) == .broken)
        #expect(evaluator.check(entryChecks.guest.msrs.debugctl, state) == .broken)
        state.fields[vmcs.control.msrBitmap.declaration] = .known(1 << 40)
        #expect(evaluator.check(entryChecks.controls.addresses.msrBitmap[1], state) == .unknown)
    }

    /// A value that is likely to matter: a bit or two away from what is there, or anything.
    private func near(_ operand: EntryOperand, _ state: EntryState, _ random: inout SplitMix) -> UInt64 {
        let old: UInt64 = evaluator.value(of: operand, state).bits
        if random.next() % 4 == 0 { return operand.possible(random.next()) }
        let one: UInt64 = 1 << (random.next() % 64)
        let other: UInt64 = random.next() % 2 == 0 ? 1 << (random.next() % 64) : 0
        return operand.possible(old ^ one ^ other)
    }
}

/// Sebastiano Vigna's SplitMix64.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return Oracle.splitmix64(state)
    }
}

extension EntryCheckEvaluator {
    /// The state with some bits of an operand unknown.
    func hide(_ operand: EntryOperand, in state: EntryState, _ random: inout SplitMix) -> EntryState {
        let hidden: UInt64 = random.next() % 2 == 0 ? operand.mask : random.next() & operand.mask
        let old: Value =
            if case .machine(let value) = operand, case .msrLoadEntry = value.source {
                state.msrLoadEntries[0][value] ?? .known(0)
            } else {
                value(of: operand, state)
            }
        return state.setting(operand, Value(bits: old.bits, unknown: old.unknown | hidden), activating: false)
    }
}
