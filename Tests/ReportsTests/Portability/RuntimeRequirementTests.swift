// SPDX-License-Identifier: GPL-2.0-only

import ABI
import Architecture
import Foundation
import Hypervisors
import Testing
import VMXModel

@testable import Reports

/// What the module checks at start is written down twice, in C and for the report: both say the same.
@Suite struct RuntimeRequirementTests {
    private static let package: URL = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: package.appendingPathComponent(path), encoding: .utf8)
    }

    @Test("capabilities of EPT are those of ept.c, in its order")
    func ept() throws {
        let (source, header) = (try Self.text("kmod/ept.c"), try Self.text("kmod/ept.h"))
        let rows = source.matches(of: #/\{ (HV_EPT_CAP_\w+), "([^"]+)" \}/#)
        let found: [RuntimeRequirements.Capability] = try rows.map { row in
            let define = try Regex("#define \(row.output.1)\\s+BIT_ULL\\((\\d+)\\)", as: (Substring, Substring).self)
            let bit = try #require(header.firstMatch(of: define)?.output.1)
            return RuntimeRequirements.Capability(bit: try #require(Int(bit)), name: String(row.output.2))
        }
        #expect(found == RuntimeRequirements.ept)
        let probe: String = try Self.text("kmod/probe.c")
        let bits: [UInt64] = probe.matches(of: #/#define VPID_CAP_\w+\s+BIT_ULL\((\d+)\)/#).compactMap {
            UInt64($0.output.1)
        }
        #expect(bits.reduce(0) { $0 | 1 << $1 } == RuntimeRequirements.vpid)
    }

    @Test("controls that the module takes back are those of probe.c")
    func controls() throws {
        let probe: String = try Self.text("kmod/probe.c")
        func mask(_ macro: String) throws -> UInt64 {
            let start = try #require(probe.range(of: "#define \(macro)"))
            let end = try #require(probe.range(of: ")\n", range: start.upperBound..<probe.endIndex))
            return try probe[start.upperBound..<end.lowerBound].matches(of: #/VM_\w+/#).reduce(0) { mask, name in
                switch name.output {
                // What SDM appendix A calls default1.
                case "VM_EXIT_ALWAYSON_WITHOUT_TRUE_MSR": return mask | 0x3_6dff
                case "VM_ENTRY_ALWAYSON_WITHOUT_TRUE_MSR": return mask | 0x11ff
                default:
                    return mask
                        | (try #require(architecture.controls.first { $0.symbol == name.output }, "\(name.output)"))
                        .mask
                }
            }
        }
        #expect(try mask("KNOWN_EXIT_CONTROLS") == RuntimeRequirements.exitControls)
        #expect(try mask("KNOWN_ENTRY_CONTROLS") == RuntimeRequirements.entryControls)
    }

    @Test("refusals are in the words of the module, and their codes those of the ABI")
    func words() throws {
        let sources: String = try ["kmod/probe.c", "kmod/refusal.c"].map(Self.text).joined()
        let joined: String = sources.replacing(#/"\s*\n\s*"/#, with: "")
        for words: String in [
            "firmware turned VT-x off and locked it (IA32_FEATURE_CONTROL, 0x3a); turn it on in the firmware's set-up",
            "IA32_VMX_BASIC (0x480) cannot be read",
            "IA32_VMX_BASIC (0x480) wants VMX regions that are larger than 4 KiB, not write-back or below 4 GiB",
            "in VMX operation %#llx must be 1 and only %#llx may be (MSR %#x)",
            "IA32_VMX_EPT_VPID_CAP (0x48c) lacks bit %u: %s",
            "IA32_VMX_EPT_VPID_CAP (0x48c) lacks INVVPID (bit 32) or its all-context type (bit 42)",
            "the profile sets a VM-exit control whose effect this module cannot take back when it leaves",
            "the profile sets a VM-entry control whose effect this module cannot take back when it leaves",
        ] {
            #expect(joined.contains(words), "\(words)")
        }
        let codes: [String] = try #require(hvcoreABI.enumerations.first { $0.name == "refusal_code" }).cases.map(\.text)
        for refused: PortabilityTests.Refused in PortabilityTests.refused where refused.code != "runs" {
            #expect(codes.contains(refused.code), "\(refused.code)")
        }
    }

    @Test("every hypervisor here has an answer on every processor that comes along")
    func shipped() throws {
        #expect(architecture.processors.count == 11)
        let report = PortabilityReport(of: hypervisors, on: architecture.processors, architecture)
        for hypervisor in report.hypervisors {
            // CPUID was captured too: nothing is taken for granted, nothing unknown.
            #expect(hypervisor.unknown == 0 && hypervisor.processors.allSatisfy { $0.assuming == nil })
            // The lab starts them on these models, and sees this one refused.
            for verdict in hypervisor.processors {
                if verdict.processor == "core2_penryn_t9600" {
                    #expect(verdict.refusal?.code == "missing-control")
                    let isEPT: Bool = verdict.refusal?.control == "secondary.1" && verdict.refusal?.bit == 33
                    #expect(isEPT || hypervisor.name == "everything", "\(verdict.summary)")
                } else {
                    #expect(verdict.isGood, "\(hypervisor.name): \(verdict.processor) \(verdict.summary)")
                }
            }
        }
    }
}
