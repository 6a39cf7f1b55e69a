// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Testing
import VMXModel

@testable import CEmitter

/// The comparisons of the exit reason: where they lead, and what they cost.
@Suite struct DispatchTests {
    /// The cost of every tree that there is, the same nodes written as a plain recursion.
    private func least(_ rates: ArraySlice<UInt64>, _ depth: UInt64 = 0) -> UInt64 {
        guard let first = rates.indices.first, let last = rates.indices.last else { return 0 }
        func own(_ position: Int, _ more: UInt64) -> UInt64 { rates[position] * (depth + more) * (depth + more) }
        if first == last { return own(first, 2) }
        var best: UInt64 = min(
            own(first, 2) + least(rates.dropFirst(), depth + 2), own(last, 2) + least(rates.dropLast(), depth + 2))
        for pivot: Int in rates.indices {
            let below: ArraySlice<UInt64> = rates[first..<pivot]
            let above: ArraySlice<UInt64> = rates[(pivot + 1)...]
            best = min(best, own(pivot, 2) + least(below, depth + 3) + least(above, depth + 3))
            best = min(best, own(pivot, 3) + least(below, depth + 2) + least(above, depth + 3))
            best = min(best, own(pivot, 3) + least(below, depth + 3) + least(above, depth + 2))
            if pivot > first { best = min(best, least(below, depth + 2) + least(rates[pivot...], depth + 2)) }
        }
        return best
    }

    private func entries(_ rates: [UInt64], _ numbers: inout RandomNumbers) -> [DispatchTree.Entry] {
        var number: UInt16 = 0
        return rates.map { rate in
            number += UInt16(1 + numbers.below(4))
            return DispatchTree.Entry(number: number, rate: UInt32(rate))
        }
    }

    private func cost(_ entries: [DispatchTree.Entry]) -> UInt64 {
        let ways: [[AssemblyInstruction]] = DispatchSearch.best(for: entries).ways(of: entries.count, .rsi)
        return zip(entries, ways).reduce(0) { $0 + UInt64($1.0.rate) * UInt64($1.1.count * $1.1.count) }
    }

    @Test func noTreeIsBetter() {
        var numbers = RandomNumbers(seed: 4)
        for _ in 0..<60 {
            let rates: [UInt64] = (0..<(1 + numbers.below(6))).map { _ in [1, 1, 10, 50, 300, 2000][numbers.below(6)] }
            #expect(cost(entries(rates, &numbers)) == least(rates[...]), "\(rates)")
        }
    }

    @Test func hundredsOfHandlers() {
        var numbers = RandomNumbers(seed: 5)
        let rates: [UInt64] = (0..<400).map { _ in [1, 1, 1, 10, 100][numbers.below(5)] }
        let many: [DispatchTree.Entry] = entries(rates, &numbers)
        let ways: [[AssemblyInstruction]] = DispatchSearch.best(for: many).ways(of: many.count, .rsi)
        // Nine halvings with one comparison and two jumps each.
        #expect(ways.map(\.count).max()! <= 30)
        #expect(ways.map(\.count).min()! >= 2)
    }

    // MARK: The text

    /// Follows the printed comparisons as a processor would.
    private func follow(_ reason: UInt32, _ lines: [String]) -> (place: String, instructions: Int)? {
        var (position, instructions): (Int, Int) = (0, 0)
        var compared: UInt32 = 0
        while position < lines.count {
            let words: [Substring] = lines[position].split(whereSeparator: { $0 == "\t" || $0 == " " })
            let first = String(words[0])
            guard lines[position].hasPrefix("\t") else {
                position += 1
                continue
            }
            guard ["cmp", "je", "jne", "jb", "ja"].contains(first) else { return (String(words[1]), instructions) }
            instructions += 1
            position += 1
            if first == "cmp" {
                let number: Substring = words[1].dropFirst().dropLast()
                compared = number.hasPrefix("0x") ? UInt32(number.dropFirst(2), radix: 16)! : UInt32(number)!
                continue
            }
            let isTaken: Bool =
                switch first {
                case "je": reason == compared
                case "jne": reason != compared
                case "jb": reason < compared
                default: reason > compared
                }
            if !isTaken { continue }
            let label = String(words[1])
            if label == ".Lsample_slow" { return (label, instructions) }
            guard let target = lines.firstIndex(of: label + ":") else { return nil }
            position = target
        }
        return nil
    }

    @Test func everyReasonArrives() {
        var numbers = RandomNumbers(seed: 6)
        for _ in 0..<40 {
            let all: [ExitReason] = architecture.exitReasons.filter { $0.kind != .entryFailure }
            let reasons: [ExitReason] = all.filter { _ in numbers.chance(1, of: 3) }
                .sorted { $0.number < $1.number }
            if reasons.isEmpty { continue }
            let entries: [DispatchTree.Entry] = reasons.map {
                DispatchTree.Entry(number: $0.number, rate: UInt32(1 + numbers.below(100)))
            }
            let tree: DispatchTree = DispatchSearch.best(for: entries)
            let ways: [[AssemblyInstruction]] = tree.ways(of: entries.count, .rsi)
            let lines: [String] = DispatchLines(
                owner: "sample", register: .rsi,
                handlers: reasons.map { reason in
                    (reason, { isLabelled in
                        (isLabelled ? [".Lsample_\(reason.label):"] : []) + ["\there\t\(reason.label)"]
                    })
                }
            ).lines(tree)
            let failed: [UInt32] = reasons.map { 1 << 31 | UInt32($0.number) }
            let other: [UInt32] = reasons.map { 1 << 27 | UInt32($0.number) }
            for number: UInt32 in (0..<120) + failed + other {
                let found = follow(number, lines)
                if let position = reasons.firstIndex(where: { UInt32($0.number) == number }) {
                    #expect(found?.place == reasons[position].label)
                    #expect(found?.instructions == ways[position].count)
                } else {
                    #expect(found?.place == ".Lsample_slow", "\(number)")
                }
            }
        }
    }

    // MARK: This repository's hypervisors

    /// Issue 4 has so many instructions for the whole way.
    @Test(arguments: ["observer", "everything"])
    func theBusiestComeFirst(name: String) throws {
        let model: ResolvedModel = try Models.whole(name)
        let program: StubProgram = try StubCompiler(model: model, hypervisor: model.hypervisors[0]).compile()
        let goals: [(reason: ExitReason, most: Int)] = [
            (exits.cpuid.declaration, 4), (exits.vmcall.declaration, 3), (exits.rdmsr.declaration, 5),
        ]
        for (reason, most) in goals {
            let path: StubPath = try #require(program.pathLengths.first { $0.reason == reason })
            #expect(path.dispatch <= most, "\(reason.name)")
        }
    }

    @Test func callsOfC() throws {
        let model: ResolvedModel = try Models.whole("observer")
        let program: StubProgram = try StubCompiler(model: model, hypervisor: model.hypervisors[0]).compile()
        func call(_ reason: ExitReason) -> HandlerCall? { program.calls.first { $0.reason == reason }?.call }
        #expect(call(exits.eptViolation.declaration) == .light)
        // MOV CR has its operand in any register.
        #expect(call(exits.controlRegisterAccess.declaration) == .full)
        #expect(call(exits.invd.declaration) == .dispatched)
        #expect(call(exits.cpuid.declaration) == nil)
        #expect(HandlerCall.light.registersSaved == 9)
        #expect(HandlerCall.full.registersSaved == 15)
    }
}
