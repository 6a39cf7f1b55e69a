// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import Testing

@testable import HVLabKit

@Suite struct BenchmarkTests {
    /// A guest at 0x1000 whose CPUID exits to 0x2000, twice.
    private static let trace = """
        (0).[100] [0x000000001000] 0010:0000000000001000 (unk. ctxt): mov eax, 0x00000007       ; b807000000
        (0).[101] [0x000000001005] 0010:0000000000001005 (unk. ctxt): cpuid                     ; 0fa2
        (0).[102] [0x000000002000] 0010:0000000000002000 (unk. ctxt): vmread rdx, rsi           ; 0f78d6
        (0).[103] [0x000000002003] 0010:0000000000002003 (unk. ctxt): rdmsr                     ; 0f32
        (0).[104] [0x000000002005] 0010:0000000000002005 (unk. ctxt): vmwrite rdx, rsi          ; 0f79d6
        (0).[105] [0x000000002008] 0010:0000000000002008 (unk. ctxt): vmresume                  ; 0f01c3
        (0).[106] [0x000000001007] 0010:0000000000001007 (unk. ctxt): cpuid                     ; 0fa2
        (0).[107] [0x000000002000] 0010:0000000000002000 (unk. ctxt): vmread rdx, rsi           ; 0f78d6
        (0).[108] [0x000000002003] 0010:0000000000002003 (unk. ctxt): vmresume                  ; 0f01c3
        (0).[109] [0x000000001009] 0010:0000000000001009 (unk. ctxt): xchg bx, bx               ; 6687db
        """

    private static let log = """
        @bench vulnerability meltdown Mitigation: PTI
        @bench kernel 6.1.0-test
        @bench mitigations auto
        @bench cost native cpuid turns=1000 loop=5004 empty=4004 first=7 least=7 none=6 faults=0
        @bench cost native vmcall turns=1000 loop=7004 empty=3004 first=9 least=9 none=5 faults=2000
        @bench cost native exception turns=1000 loop=6004 empty=2004 first=8 least=8 none=4 faults=2000
        @bench cost kvm cpuid turns=1000 loop=994696 empty=4002 first=0 least=982 none=4 own=1 userspace=0
        @bench cost observer cpuid turns=1000 loop=11004 empty=4004 first=13 least=13 none=6 faults=0
        @bench cost observer vmcall turns=1000 loop=29004 empty=3004 first=31 least=31 none=5 faults=0
        @bench cost observer exception turns=1000 loop=6004 empty=2004 first=8 least=8 none=4 faults=2000
        @bench trace observer cpuid
        \(trace)
        @bench time observer start first 3 least 2 median 3 most 4
        @bench stats observer ept-pages 0 302
        """

    private let boot = BenchmarkReport.Boot(log: BenchmarkLog(Data(Self.log.utf8)))

    private func cost(_ place: String, _ path: String) -> BenchmarkReport.Cost? {
        boot.exits.first { $0.name == path }?.costs[place]
    }

    @Test func aTraceIsCountedFromEachEntryToItsEnd() throws {
        let instructions = Self.trace.split(separator: "\n").compactMap { TracedInstruction(String($0)) }
        #expect(instructions.count == 10)
        let entry = try #require(instructions.entryBehindCPUID)
        #expect(entry == 0x2000)
        #expect(
            instructions.rootMode(from: entry)
                == BenchmarkReport.Trace(exits: 2, instructions: 6, vmreads: 2, vmwrites: 1, msrAccesses: 1))
        #expect(instructions.count(from: "rdmsr", through: "vmresume") == 3)
    }

    @Test func whatHappensNativelyIsTakenOff() {
        #expect(cost("native", "cpuid")?.least == 1)
        #expect(cost("observer", "cpuid")?.least == 6)
        #expect(cost("observer", "cpuid")?.mean == 6)
        #expect(cost("observer", "cpuid")?.trace?.instructions == 6)
        #expect(cost("kvm", "cpuid")?.least == 977)
    }

    @Test func anInstructionThatFaultsNativelyOnlyIsOneOfTheGuest() {
        #expect(cost("native", "vmcall")?.remark == "#UD")
        #expect(cost("observer", "vmcall")?.least == 25)
    }

    @Test func whatDoesNotExitHasNoFigure() {
        #expect(cost("observer", "exception")?.figure == nil)
        #expect(cost("observer", "exception")?.remark == "does not exit")
    }

    @Test func theRestOfTheLogIsRead() {
        #expect(boot.mitigations == "auto")
        #expect(boot.vulnerabilities == ["meltdown": "Mitigation: PTI"])
        #expect(boot.lives["observer"]?.start == 2)
        #expect(boot.lives["observer"]?.statistics == ["ept-pages": 302])
    }

    @Test func tablesAndPlotHaveTheFigures() {
        let report = BenchmarkReport(kernel: "6.1.0-test", processor: "test", boots: [boot])
        #expect(BenchmarkTable(report: report).text.contains("cpuid           1         6   6.0"))
        #expect(BenchmarkPlot(report: report).svg.contains(">977</text>"))
    }

    @Test func instructionsAreCountedByFunction() {
        let log = """
            @symbol ffffffff81000000 T first
            @symbol ffffffff81000010 T second
            (0) Magic breakpoint
            (0).[1] [0x000001000000] 0010:ffffffff81000000 (unk. ctxt): nop                       ; 90
            (0).[2] [0x000001000010] 0010:ffffffff81000010 (unk. ctxt): nop                       ; 90
            (0).[3] [0x000001000011] 0010:ffffffff81000011 (unk. ctxt): nop                       ; 90
            (0).[4] [0x000000001000] 0033:0000000000001000 (unk. ctxt): nop                       ; 90
            (0) Magic breakpoint
            (0).[5] [0x000001000000] 0010:ffffffff81000000 (unk. ctxt): nop                       ; 90
            """
        #expect(
            FunctionProfile(Data(log.utf8)).stretches == [
                FunctionProfile.Stretch(instructions: 4, byFunction: ["first": 1, "second": 2, "user space": 1])
            ])
    }

    @Test func onlyWhatIsBetweenTheMarksIsReplaced() throws {
        let begin = "<!-- figures of hvlab bench begin -->\n"
        let end = "<!-- figures of hvlab bench end -->\n"
        #expect(
            try BenchmarkOutputs.replace(in: "a\n\(begin)old\n\(end)b\n", "new\n") == "a\n\(begin)new\n\(end)b\n")
        #expect(throws: LabError.self) { try BenchmarkOutputs.replace(in: "a\n", "new\n") }
    }
}
