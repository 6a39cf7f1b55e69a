// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Foundation
import Reports
import Testing
import VMXModel

/// What KVM printed in the emulator when an entry failed that was made to fail.
@Suite struct RealDumpTests {
    @Test func theTrueCauseIsNamedFirst() throws {
        var named = 0
        var silent = 0
        for dump: RealDump in RealDump.all {
            let answers: [[String]] = try broken(dump.log, on: dump.processors)
            #expect(answers.count == 1, "\(dump.name) has \(answers.count) dumps")
            guard let codes = answers.first else { continue }
            if let cause = dump.cause, dump.isShown {
                #expect(codes.first == cause, "\(dump.name): \(codes)")
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
        let sample: [RealDump] = RealDump.all.enumerated().filter { $0.offset % 12 == 0 }.map(\.element)
        #expect(sample.count > 30)
        for dump: RealDump in sample {
            let own: Set<String> = Set(try broken(dump.log, on: dump.processors).joined())
            let any: Set<String> = Set(try broken(dump.log).joined())
            #expect(any.isSubset(of: own), "\(dump.name): \(any.subtracting(own))")
        }
    }

    /// An entry that the processor refuses in one place: what KVM reports of it is what the check says.
    @Test func theReportedFailureIsExplained() throws {
        for dump: RealDump in RealDump.all where dump.isShown && dump.cause != nil {
            guard let read = try DumpReader(architecture).read(dump.log).first else { continue }
            let diagnosis = EntryDiagnosis(read, on: dump.processors, architecture)
            #expect(diagnosis.findings.first?.explainsFailure == true, "\(dump.name)")
        }
    }
}
