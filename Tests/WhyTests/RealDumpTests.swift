// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Foundation
import Reports
import Testing
import VMXModel

/// What KVM printed in the emulator when an entry failed that was made to fail.
@Suite struct RealDumpTests {
    /// And what KVM reports of the failure is what the check says.
    @Test func theTrueCauseIsNamedFirst() throws {
        var named = 0
        var silent = 0
        for dump: RealDump in RealDump.all {
            let read: [VMCSDump] = try DumpReader(architecture).read(dump.log)
            #expect(read.count == 1, "\(dump.name) has \(read.count) dumps")
            let findings: [EntryDiagnosis.Finding] =
                EntryDiagnosis(read[0], on: dump.processors, architecture).findings
            let codes: [String] = findings.map(\.check.code)
            if let cause = dump.cause, dump.isShown {
                #expect(codes.first == cause, "\(dump.name): \(codes)")
                #expect(findings.first?.explainsFailure == true, "\(dump.name)")
                named += 1
            } else {
                #expect(codes.isEmpty, "\(dump.name) accuses \(codes)")
                silent += 1
            }
        }
        let causes: Set<String> = Set(RealDump.all.filter(\.isShown).compactMap(\.cause))
        print("hvgen why: \(named) dumps with \(causes.count) causes, each named first; \(silent) give no cause")
        #expect(causes.count >= 100 && silent >= 80)
    }

    /// RFLAGS.VM breaks the rules of virtual-8086 segments too: one change mends all.
    @Test func oneMistakeBeforeItsConsequences() throws {
        let dump: RealDump = try #require(RealDump.all.first { $0.name.hasSuffix("VE-9005-rflags-vm-in-ia-32e.txt") })
        let codes: [String] = try #require(try broken(dump.log).first)
        #expect(codes.count > 10 && codes.first == "VE-9005")
    }

    /// Not told which processor it was, a reader accuses nobody whom one of them would let pass.
    @Test func onAnyProcessorThereAreFewerAccusations() throws {
        let sample: [RealDump] = RealDump.all.enumerated().filter { $0.offset % 16 == 0 }.map(\.element)
        #expect(sample.count > 30)
        for dump: RealDump in sample {
            let own: Set<String> = Set(try broken(dump.log, on: dump.processors).joined())
            let any: Set<String> = Set(try broken(dump.log).joined())
            #expect(any.isSubset(of: own), "\(dump.name): \(any.subtracting(own))")
        }
    }
}
