// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import Interpreter
import VMXModel

/// Compares what C and a stub made of a batch with what the interpreter made of it.
struct Comparison {
    let batch: Batch
    let side: String
    /// Words that a stub's header has.
    private static let headerWords: Int = 2

    /// What differs first; nil when nothing does.
    ///
    /// - Parameters:
    ///   - output: the records of the driver.
    ///   - path: the driver's.
    ///   - ways: grows by where the runs through an exit entry went.
    func firstDifference(_ output: Data, _ path: Driver.Path, ways: inout ExitWays) -> String? {
        output.withUnsafeBytes { raw in
            let words: UnsafeBufferPointer<UInt64> = raw.bindMemory(to: UInt64.self)
            var position = 0
            for index: Int in 0..<batch.count {
                if path == .stub {
                    guard position + Self.headerWords <= words.count else { return cutOff(index) }
                    if let fault = stubFault(words[position], words[position + 1], index) { return fault }
                    ways.count((words[position], words[position + 1]))
                    position += Self.headerWords
                }
                let start: Int = batch.starts[index]
                let length: Int = batch.starts[index + 1] - start
                let isSame: Bool =
                    position + length <= words.count
                    && memcmp(words.baseAddress! + position, batch.expected.words + start, length * 8) == 0
                if isSame {
                    position += length
                } else if let other = lengthIfAllowed(index, words, position, path) {
                    position += other
                } else {
                    return explain(index, Array(words[position...].prefix(1 << 14)))
                }
            }
            return position == words.count
                ? nil : "\(side), \(batch.title): there is more output than there were states"
        }
    }

    private func cutOff(_ index: Int) -> String { "\(place(index)): the output ends here" }

    private func place(_ index: Int) -> String {
        "\(side), \(batch.title), state \(index) of seed \(batch.seed) (oracle seed \(batch.seeds[index]))"
    }

    /// The driver's `enum driver_fault`.
    private func stubFault(_ first: UInt64, _ second: UInt64, _ index: Int) -> String? {
        let faults: UInt64 = first >> 32
        if faults == 0 { return nil }
        let names: [String] = [
            "names another C handler", "leaves RSP changed", "leaves registers changed", "changes declared state",
            "has an effect", "gives C another reason", "has a light entry for a handler that needs a full one",
        ]
        let said: [String] = names.enumerated().filter { faults >> UInt64($0.offset) & 1 != 0 }.map(\.element)
        return "\(place(index)): the stub \(said.joined(separator: " and ")) before it gives up, "
            + "after \(second & 0xffff_ffff) VMREADs"
    }

    /// The length of a record that differs from the expected one only in what is free: registers that the
    /// handler has discarded, and the order that a stub may have. Nil when it differs otherwise.
    private func lengthIfAllowed(
        _ index: Int, _ words: UnsafeBufferPointer<UInt64>, _ position: Int, _ path: Driver.Path
    ) -> Int? {
        let expected: UnsafeMutablePointer<UInt64> = batch.expected.words + batch.starts[index]
        guard position + 18 <= words.count else { return nil }
        let fixed: Int = 18 + Int(words[position + 1] & 0xffff_ffff) / 8
        let length: Int = fixed + Int(words[position] >> 32) * 4
        guard position + length <= words.count, words[position + 1] == expected[1],
            words[position] & 0xffff_ffff == expected[0] & 0xffff_ffff
        else { return nil }
        for word: Int in 2..<fixed where words[position + word] != expected[word] {
            if word >= 18 || !batch.discarded[index].contains(word - 2) { return nil }
        }
        func entries(_ count: UInt64, _ word: (Int) -> UInt64) -> [[UInt64]] {
            (0..<Int(count)).map { entry in (0..<4).map { word(fixed + entry * 4 + $0) } }
        }
        let wanted: [[UInt64]] = entries(expected[0] >> 32) { expected[$0] }
        let found: [[UInt64]] = entries(words[position] >> 32) { words[position + $0] }
        return found == wanted || path == .stub && StubOrder.allows(found, insteadOf: wanted) ? length : nil
    }

    // MARK: For people

    private struct Record {
        let action: UInt64
        let registers: [UInt64]
        let state: [UInt64]
        let effects: [Effect]
    }

    private func decode(_ words: [UInt64]) -> Record? {
        guard words.count >= 18 else { return nil }
        let entries = Int(words[0] >> 32)
        let stateWords = Int(words[1] & 0xffff_ffff) / 8
        guard words.count >= 18 + stateWords + entries * 4 else { return nil }
        let trace: [[Value]] = (0..<entries).map { entry in
            (0..<4).map { .known(words[18 + stateWords + entry * 4 + $0]) }
        }
        return Record(
            action: words[0] & 0xffff_ffff, registers: Array(words[2..<18]),
            state: Array(words[18..<(18 + stateWords)]),
            effects: Effect.decode(trace[...], batch.subject.symbols))
    }

    private func explain(_ index: Int, _ actual: [UInt64]) -> String {
        let length: Int = batch.starts[index + 1] - batch.starts[index]
        let wanted: [UInt64] = (0..<length).map { batch.expected.words[batch.starts[index] + $0] }
        guard let expected = decode(wanted), let found = decode(actual) else { return cutOff(index) }
        var lines: [String] = [place(index) + ":"]
        let count: Int = max(expected.effects.count, found.effects.count)
        for number: Int in 0..<count {
            let left: Effect? = number < expected.effects.count ? expected.effects[number] : nil
            let right: Effect? = number < found.effects.count ? found.effects[number] : nil
            if left == right { continue }
            lines.append("  effect \(number + 1) differs:")
            lines.append("    interpreter: \(left.map(\.description) ?? "none")")
            lines.append("    \(side): \(right.map(\.description) ?? "none")")
            break
        }
        if expected.action != found.action {
            lines.append("  action: interpreter \(action(expected.action)), \(side) \(action(found.action))")
        }
        for number: Int in 0..<16 where expected.registers[number] != found.registers[number] {
            lines.append(
                "  register \(number): interpreter \(Value.known(expected.registers[number])), "
                    + "\(side) \(Value.known(found.registers[number]))")
        }
        for word: Int in 0..<min(expected.state.count, found.state.count)
        where expected.state[word] != found.state[word] {
            let different: UInt64 = expected.state[word] ^ found.state[word]
            let byte: Int = word * 8 + different.trailingZeroBitCount / 8
            lines.append(
                "  state \(batch.subject.layout.name(ofByte: byte)): interpreter \(Value.known(expected.state[word])), "
                    + "\(side) \(Value.known(found.state[word]))")
        }
        lines.append("  all effects of the interpreter:")
        lines += expected.effects.map { "    \($0)" }
        return lines.joined(separator: "\n")
    }

    private func action(_ code: UInt64) -> String {
        let names: [String] = ["RESUME", "STOP", "FATAL", "USER"]
        let what: String = code & 0xff < 4 ? names[Int(code & 0xff)] : "action \(code & 0xff)"
        return "\(what) \(code >> 8)"
    }
}
