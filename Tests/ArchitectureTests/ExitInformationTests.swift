// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Testing
import VMXModel

/// Which exits say more of themselves, against the lists of the manual and of those who implement them.
@Suite("Qualifications and instruction information of exits")
struct ExitInformationTests {
    static func numbers(_ column: (ExitReason) -> Bool) -> [UInt16] { ExitColumnTests.numbers(column) }

    /// SDM volume 3, "Basic VM-Exit Information", the list under "Exit qualification", and "VM-Entry Failures During
    /// or After Loading Guest State"; for URDMSR, UWRMSR and the immediate forms Linux and Xen.
    @Test("a qualification")
    func qualification() {
        #expect(
            Self.numbers { $0.qualification != nil } == [
                0, 4, 5, 9, 14, 19, 21, 22, 23, 25, 27, 28, 29, 30, 32, 33, 34, 36, 44, 45, 46, 47, 48, 50, 53, 54,
                56, 58, 62, 63, 64, 66, 72, 73, 75, 78, 79, 80, 81, 84, 85,
            ])
    }

    /// SDM volume 3, "Information for VM Exits Due to Instruction Execution", with URDMSR, UWRMSR and the immediate
    /// forms as above.
    @Test("instruction information")
    func instructionInformation() {
        #expect(
            Self.numbers { $0.instructionInformation != nil } == [
                5, 19, 21, 22, 23, 25, 27, 30, 46, 47, 50, 53, 57, 58, 61, 63, 64, 67, 68, 69, 80, 81, 84, 85,
            ])
    }

    /// The numbers that a source has a name for.
    static let peers: [String: [ClosedRange<UInt16>]] = [
        "Linux 6.12": [0...3, 4...4, 7...10, 12...16, 18...34, 36...37, 39...41, 43...64, 67...68, 74...75],
        "Bochs": [0...34, 36...37, 39...41, 43...70, 72...81, 84...85],
        "NOVA": [0...34, 36...37, 39...41, 43...44, 46...50, 52...55],
    ]

    /// The reasons that no source but the manual has.
    static func unconfirmed(_ peers: [String: [ClosedRange<UInt16>]]) -> [UInt16] {
        let named: Set<UInt16> = Set(peers.values.joined().joined())
        return numbers { !named.contains($0.number) }
    }

    @Test("80 reasons, each in a second source, and none that the database lacks")
    func reasons() {
        let ours: Set<UInt16> = Set(architecture.exitReasons.map(\.number))
        #expect(ours.count == 80)
        for (name, ranges) in Self.peers { #expect(ranges.joined().filter { !ours.contains($0) } == [], "\(name)") }
        #expect(Self.unconfirmed(Self.peers) == [])
        #expect(Self.unconfirmed(["NOVA": Self.peers["NOVA"]!]).contains(85))
    }

    /// What is trap-like in Bochs, which implements them all; a monitor trap flag it takes between instructions.
    @Test("trap-like as in Bochs")
    func trapLike() { #expect(Self.numbers { $0.kind == .trapLike } == ([43, 45, 56, 74] + [37]).sorted()) }

    @Test("VM-instruction errors as in the manual: 1 to 28 but 14, 21 and 27")
    func errors() {
        let numbers: [UInt32] = architecture.instructionErrors.map(\.number)
        #expect(numbers == (1...28).filter { ![14, 21, 27].contains($0) })
    }
}
