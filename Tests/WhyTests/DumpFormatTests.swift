// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Foundation
import Interpreter
import Testing
import VMXModel

@testable import Reports

/// One dump in every dress in which people paste it.
@Suite struct DumpFormatTests {
    private static let long: RealDump = RealDump.all.first { $0.name.hasPrefix("6.1-long-VE-9003") }!
    private static let newer: RealDump = RealDump.all.first { $0.name.hasPrefix("6.12-long-VE-9003") }!

    /// The lines without the time.
    private static func payload(_ dump: RealDump) -> [String] {
        String(decoding: dump.log, as: UTF8.self).split(separator: "\n").map { line in
            line.firstRange(of: "] ").map { String(line[$0.upperBound...]) } ?? String(line)
        }
    }

    private static func fields(_ text: String) throws -> [[VMCSField: Value]] {
        try DumpReader(architecture).read(Data(text.utf8)).map(\.fields)
    }

    static let dresses: [(name: String, line: @Sendable (Int, String) -> String)] = [
        ("none", { $1 }),
        ("dmesg", { "[\(String(format: "%5d.%06d", $0 / 7, $0 * 37))] \($1)" }),
        ("dmesg with the task", { "[   12.00000\($0 % 10)][ T1234] \($1)" }),
        ("dmesg with the CPU", { "[   12.00000\($0 % 10)][    C1] kvm_intel: \($1)" }),
        ("dmesg -T", { "[Fri Nov 27 21:00:0\($0 % 10) 2026] \($1)" }),
        ("dmesg -x", { "kern  :err   : [   12.00000\($0 % 10)] \($1)" }),
        ("journal", { "Nov 27 21:00:0\($0 % 10) host kernel: \($1)" }),
        ("journal with the module", { "Nov 27 21:00:0\($0 % 10) host kernel: kvm_intel: \($1)" }),
        ("syslog", { "2026-11-27T21:00:0\($0 % 10).000000+00:00 host kernel: [  12.345678] \($1)" }),
        ("serial line", { "[   12.00000\($0 % 10)] \($1)\r" }),
        ("level of printk", { "<3>[   12.00000\($0 % 10)] \($1)" }),
        ("mail", { "> [   12.00000\($0 % 10)] \($1)" }),
        ("mail of mail", { ">> > \($1)" }),
        ("indented", { "    \($1)" }),
        ("blanks pressed together", { $1.split(separator: " ").joined(separator: " ") }),
    ]

    @Test(arguments: dresses.map(\.name))
    func aDressChangesNothing(name: String) throws {
        let dress = try #require(Self.dresses.first { $0.name == name })
        for dump: RealDump in [Self.long, Self.newer] {
            let plain: [[VMCSField: Value]] = try Self.fields(Self.payload(dump).joined(separator: "\n") + "\n")
            let dressed: String = Self.payload(dump).enumerated().map { dress.line($0.offset, $0.element) + "\n" }.joined()
            #expect(plain.count == 1 && plain[0].count > 90)
            #expect(try Self.fields(dressed) == plain)
        }
    }

    /// With lines of others before, between and behind; a screen that was cleared; bytes that are no text.
    @Test func otherLinesAreNoHarm() throws {
        let noise: [String] = [
            "[    1.0] usb 1-1: new high-speed USB device", "", "RIP: 0010:vmx_vcpu_run+0x1/0x2", "CR2: 00007f0000000000",
            "CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033", "RSP: 0018:ffffc900006efb10 EFLAGS: 00010246", "\u{1b}[2J",
            "reason=unknown", "kvm [123]: vcpu0, guest rIP: 0x1000 unhandled rdmsr: 0x1a0",
        ]
        let lines: [String] = Self.payload(Self.long)
        let mixed: [String] = lines.enumerated().flatMap { [noise[$0.offset % noise.count], $0.element] } + noise
        #expect(try Self.fields(mixed.joined(separator: "\n")) == Self.fields(lines.joined(separator: "\n") + "\n"))
    }

    @Test func severalDumpsInOneLog() throws {
        let healthy: RealDump = try #require(RealDump.all.first { $0.name.hasPrefix("6.1-long-healthy") })
        let log: Data = Data([Self.long.log, healthy.log, Self.newer.log].joined(separator: Data("\n".utf8)))
        #expect(try broken(log) == [["VE-9003"], [], ["VE-9003"]])
        let lines: [Int] = try DumpReader(architecture).read(log).map(\.line)
        let length: Int = Self.payload(Self.long).count
        #expect(lines[0] == 1 && lines[1] >= length && lines[2] > lines[1] + 40)
    }

    /// Two dumps whose lines are mixed: what they say differently, nobody says.
    @Test func twoDumpsAtOnce() throws {
        let healthy: RealDump = try #require(RealDump.all.first { $0.name.hasPrefix("6.1-long-healthy") })
        let pairs = zip(Self.payload(Self.long), Self.payload(healthy)).flatMap { [$0, $1] }
        let dumps: [VMCSDump] = try DumpReader(architecture).read(Data(pairs.joined(separator: "\n").utf8))
        for dump: VMCSDump in dumps {
            #expect(EntryDiagnosis(dump, on: architecture.processors, architecture).findings.isEmpty)
        }
        #expect(dumps.contains { $0.notes.contains { $0.hasPrefix("GUEST_RFLAGS stands twice") } })
    }

    @Test func everyNameIsOfTheDatabase() {
        let known: Set<String> = Set(architecture.fields.map(\.field.symbol))
        for line: KVMDumpTemplates.Line in KVMDumpTemplates.all {
            #expect(Set(line.template.symbols).isSubset(of: known), "\(line.template.name)")
            #expect(line.behind.isSubset(of: Set(KVMDumpTemplates.all.map(\.template.name))), "\(line.template.name)")
        }
        let inputs: [MachineValue] = ProcessorVariant.inputs(architecture)
        #expect(ProcessorVariant.linux(inputs).count == 6)
        let names: Set<String> = Set(inputs.map(\.name))
        #expect(names.isSuperset(of: ["physical-address-reserved", "enumerated-physical-address-reserved"]))
    }

    /// Linux 6.18 and later: CET.
    @Test func shadowStacks() throws {
        let line: String = "S_CET = 0x0000000000000c00, SSP = 0x0000000000001004, SSP TABLE = 0x0000000000002000"
        var lines: [String] = Self.payload(Self.newer)
        let guest: Int = try #require(lines.firstIndex { $0.contains("Interruptibility") })
        lines.insert(line, at: guest + 1)
        let found: [VMCSField: Value] = try Self.fields(lines.joined(separator: "\n"))[0]
        func value(_ symbol: String) -> UInt64? { found.first { $0.key.symbol == symbol }?.value.knownBits }
        #expect(value("GUEST_S_CET") == 0xc00 && value("GUEST_SSP") == 0x1004 && value("HOST_SSP") == nil)
    }

    /// The host's line begins with RIP: the second half of the guest's is not it.
    @Test func theFirstHalfOfALineIsLost() throws {
        let found: [VMCSField: Value] = try Self.fields("CR3 = 0x0000000000001000\n08000  RIP = 0x8000000000001000\n")[0]
        #expect(found.keys.map(\.symbol) == ["GUEST_CR3"])
    }

    /// What KVM has computed is no field.
    @Test func effectiveEFERIsNoField() throws {
        for note in [" (effective)", " (autoload)", ""] {
            let text: String = "TR:   sel=0x0018, attr=0x0008b, limit=0x00000067, base=0x0000000000006000\n"
                + "EFER= 0x0000000000000500\(note)\n"
            let found: [VMCSField: Value] = try Self.fields(text)[0]
            #expect(found.keys.contains { $0.symbol == "GUEST_IA32_EFER" } == note.isEmpty)
        }
    }
}
