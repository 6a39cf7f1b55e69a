// SPDX-License-Identifier: GPL-2.0-only

import Interpreter
import VMXModel

/// States with what the interpreter made of them, both in the form of the driver
/// (`Tests/Host/differential/driver.h`, `Tests/Host/sim/sim.h`).
final class Batch {
    let subject: Subject
    let title: String
    let seed: UInt64
    let requests: WordBuffer = WordBuffer()
    let expected: WordBuffer = WordBuffer()
    /// Where each record begins in ``expected``, and the end.
    private(set) var starts: [Int] = [0]
    private(set) var seeds: [UInt64] = []
    /// For each state, the registers that hold anything afterwards, by the processor's numbers.
    private(set) var discarded: [[Int]] = []

    private let machine: Machine
    private let generator: StateGenerator

    /// - Parameters:
    ///   - interests: of the handlers that will run.
    ///   - seed: everything else follows from it.
    init(_ subject: Subject, title: String, interests: Interests, seed: UInt64) {
        self.subject = subject
        self.title = title
        self.seed = seed
        machine = Machine(symbols: subject.symbols)
        generator = StateGenerator(
            symbols: subject.symbols, interests: interests, controls: subject.controls, seed: seed)
        machine.generator = generator
    }

    var count: Int { seeds.count }

    /// Makes up a state with that exit reason and runs it.
    ///
    /// - Parameter reason: all 32 bits of the field.
    func add(reason: UInt64) throws {
        generator.begin(on: machine)
        generator.set(subject.reasonField, to: reason, on: machine)
        let outcome: Outcome = subject.dispatch.run(on: machine)
        guard case .finished(let action) = outcome else {
            throw DifferentialFailure("\(title), state \(count) of seed \(seed): the interpreter says \(outcome)")
        }
        let trace: (words: UnsafeBufferPointer<UInt64>, isExact: Bool) = machine.rawTrace
        guard trace.isExact else {
            throw DifferentialFailure("\(title), state \(count) of seed \(seed): an effect depends on nothing known")
        }
        generator.end(isNovel: machine.tookRareArm)
        writeRequest()
        writeRecord(try subject.code(of: action), trace.words)
        starts.append(expected.count)
        seeds.append(generator.seed)
        let unknown: UInt32 = machine.unknownRegisters
        let registers = Register.allCases.enumerated().filter { unknown >> UInt32($0.offset) & 1 != 0 }
        discarded.append(registers.map(\.element.number))
    }

    private func writeRequest() {
        let choices: UnsafeBufferPointer<StateGenerator.Choice> = generator.choices
        requests.append(generator.seed)
        requests.append(UInt64(choices.count))
        var position = 0
        while position < choices.count {
            let choice: StateGenerator.Choice = choices[position]
            requests.append(choice.kind | choice.index << 32)
            requests.append(choice.key)
            requests.append(choice.value)
            position &+= 1
        }
    }

    private func writeRecord(_ action: UInt64, _ trace: UnsafeBufferPointer<UInt64>) {
        let layout: StateBytes = subject.layout
        expected.append(action | UInt64(trace.count / 4) << 32)
        expected.append(UInt64(layout.wordCount * 8))
        machine.withRegisters { registers in
            expected.append(registers, 4)
            // Number 4 is RSP, whose place nobody uses.
            expected.append(machine.answerForRegister(4))
            expected.append(registers + 4, 11)
        }
        let state: Int = expected.count
        layout.initial.withUnsafeBufferPointer { initial in
            if let base = initial.baseAddress { expected.append(base, layout.wordCount) }
        }
        let choices: UnsafeBufferPointer<StateGenerator.Choice> = generator.choices
        var position = 0
        while position < choices.count {
            let choice: StateGenerator.Choice = choices[position]
            if choice.kind == StateGenerator.ChoiceKind.state { patch(state, Int(choice.key), Int(choice.index)) }
            position &+= 1
        }
        for written: (variable: Int, element: Int) in machine.writtenElements {
            patch(state, written.variable, written.element)
        }
        if let base = trace.baseAddress { expected.append(base, trace.count) }
    }

    /// Puts what the element holds now into the record that begins its state at `start`.
    private func patch(_ start: Int, _ variable: Int, _ element: Int) {
        let layout: StateBytes = subject.layout
        let byte: Int = layout.offsets[variable] + element * layout.widths[variable]
        let shift = UInt64(byte % 8 * 8)
        let mask: UInt64 = layout.widths[variable] == 8 ? .max : (1 << UInt64(layout.widths[variable] * 8)) - 1
        let place: UnsafeMutablePointer<UInt64> = expected.words + start + byte / 8
        let value: UInt64 = machine.elementValue(variable, element).bits
        place.pointee = place.pointee & ~(mask << shift) | value << shift
    }
}
