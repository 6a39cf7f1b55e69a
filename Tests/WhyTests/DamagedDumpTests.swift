// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Foundation
import Reports
import Testing
import VMXModel

@testable import Interpreter

/// Less of a dump never makes more accusations, and nothing makes the reader fail.
@Suite struct DamagedDumpTests {
    private static let dumps: [RealDump] = ["6.1-long-VE-9003", "6.12-pae-VE-9301", "6.1-real-healthy"].map { prefix in
        RealDump.all.first { $0.name.hasPrefix(prefix) }!
    }

    private func accusations(_ log: Data, _ dump: RealDump) -> Set<String> {
        Set((try? broken(log, on: dump.processors).joined()) ?? [].joined())
    }

    @Test(arguments: dumps.map(\.name))
    func cutOffAnywhere(name: String) throws {
        let dump: RealDump = try #require(Self.dumps.first { $0.name == name })
        let whole: Set<String> = accusations(dump.log, dump)
        for length: Int in stride(from: 0, to: dump.log.count, by: 71) {
            let rest: Set<String> = accusations(dump.log.prefix(length), dump)
            #expect(rest.isSubset(of: whole), "the first \(length) bytes: \(rest)")
            let tail: Set<String> = accusations(dump.log.dropFirst(length), dump)
            #expect(tail.isSubset(of: whole), "without the first \(length) bytes: \(tail)")
        }
    }

    @Test(arguments: dumps.map(\.name))
    func withoutSomeLines(name: String) throws {
        let dump: RealDump = try #require(Self.dumps.first { $0.name == name })
        let whole: Set<String> = accusations(dump.log, dump)
        let lines: [Data.SubSequence] = dump.log.split(separator: 0x0a)
        var random = RandomNumbers(seed: 7)
        for index: Int in lines.indices {
            var left: [Data.SubSequence] = lines
            left.remove(at: index)
            #expect(accusations(Data(left.joined(separator: [0x0a])), dump).isSubset(of: whole), "line \(index)")
            let some: [Data.SubSequence] = lines.filter { _ in random.next() % 3 != 0 }
            #expect(accusations(Data(some.joined(separator: [0x0a])), dump).isSubset(of: whole))
        }
    }

    /// Bytes changed, doubled and dropped: an answer or a refusal, in time that grows with the text.
    @Test func anyBytes() {
        var random = RandomNumbers(seed: 11)
        let reader = DumpReader(architecture)
        var answers = 0
        for round: Int in 0..<400 {
            var bytes: [UInt8] = Array(Self.dumps[round % Self.dumps.count].log)
            for _ in 0..<(1 + random.next() % 60) {
                let place: Int = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 4 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(bytes[place], at: place)
                default: bytes.replaceSubrange(place..<min(bytes.count, place + 200), with: [])
                }
                if bytes.isEmpty { bytes = [0] }
            }
            if let dumps = try? reader.read(Data(bytes)) { answers += dumps.count }
        }
        #expect(answers > 300)
        for text in ["", "\n\n", "{", "{}", "[]", "\0\0\0", "GUEST_RIP", "GUEST_RIP = ", "= 5", ": :", "VMCS"] {
            #expect(throws: DumpFailure.self, "\(text)") { try reader.read(Data(text.utf8)) }
        }
    }
}
