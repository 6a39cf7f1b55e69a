// SPDX-License-Identifier: GPL-2.0-only

import ABI
import CEmitter
import HVCoreABI
import HVCoreInterface
import Testing
import VMXModel

@Suite("The header and the description agree")
struct HeaderTests {
    static let events: [EventKind] = [
        EventKind(symbol: "HYPERCALL", number: 2, arguments: ["number", "argument"], summary: "a guest called"),
        EventKind(symbol: "STARTED", number: 1, arguments: [], summary: "a CPU went under the hypervisor"),
    ]

    static func files() -> [(path: String, text: String)] {
        let call = Hypercall(
            number: 1, name: "getVersion", summary: "returns the version", isPrivileged: true,
            location: SourceLocation("ABITests/HeaderTests.swift", 1))
        return UAPIEmitter.files(
            for: hvcoreABI, events: events, hypercalls: [HypercallSet(hypervisor: "observer", calls: [call])])
    }

    @Test("sizes, offsets and request numbers are what the compilers compute", arguments: Compiler.all)
    func layout(compiler: Compiler) async throws {
        var source = "#include <stddef.h>\n#include <stdio.h>\n#include \"hvcore.h\"\nint main(void) {\n"
        var expected: [String] = []
        for structure in hvcoreABI.structures {
            let tag = "struct hvcore_\(structure.name)"
            let layout = ABILayout(of: structure)
            source += "printf(\"\(structure.name) %zu\\n\", sizeof(\(tag)));\n"
            expected.append("\(structure.name) \(layout.size)")
            for place in layout.places {
                let member = "\(structure.name).\(place.member.name)"
                source += "printf(\"\(member) %zu %zu\\n\", offsetof(\(tag), \(place.member.name)), "
                source += "sizeof(((\(tag) *)0)->\(place.member.name)));\n"
                expected.append("\(member) \(place.offset) \(place.size)")
            }
        }
        for request in hvcoreABI.requests {
            source += "printf(\"\(request.symbol) %u\\n\", (unsigned)HVCORE_IOC_\(request.symbol));\n"
            expected.append("\(request.symbol) \(request.value(magic: hvcoreABI.magic))")
        }
        source += "return 0; }\n"
        let output: String = try await compiler.output(of: source, including: Folder(Self.files()))
        let lines: [String] = output.split(separator: "\n").map { String($0) }
        #expect(lines == expected)
    }

    @Test("the static checks hold, in 32-bit programs too", arguments: Compiler.all + [Compiler.bits32])
    func staticChecks(compiler: Compiler) async throws {
        let result = try await compiler.check("#include \"hvcore_layout.h\"\n", including: Folder(Self.files()))
        #expect(result.succeeded, "\(result.messages)")
    }

    @Test("the static checks see a member that moved", arguments: Compiler.all)
    func staticChecksFail(compiler: Compiler) async throws {
        let moved = Self.files().map { file -> (path: String, text: String) in
            guard file.path == "uapi/hvcore.h" else { return file }
            return (file.path, file.text.replacingFirst("\t__u32 stop_cpu;\n", with: "\t__u64 stop_cpu;\n"))
        }
        let result = try await compiler.check("#include \"hvcore_layout.h\"\n", including: Folder(moved))
        #expect(!result.succeeded)
        #expect(result.messages.contains("stop_exit_reason"))
    }

    @Test("event kinds and hypercalls are in the header, kinds by number and once")
    func eventsAndHypercalls() async throws {
        let files = UAPIEmitter.files(for: hvcoreABI, events: Self.events + Self.events)
        #expect(files[0].text.occurrences(of: "\tHVCORE_EVENT_HYPERCALL") == 1)
        let source = """
            #include "hvcore.h"
            _Static_assert(HVCORE_EVENT_STARTED == 1 && HVCORE_EVENT_HYPERCALL == 2, "kinds");
            _Static_assert(HVCORE_HYPERCALL_OBSERVER_GET_VERSION == 1, "hypercalls");
            enum hvcore_event_kind kind; enum hvcore_hypercall_observer call;

            """
        let result = try await Compiler.all[0].check(source, including: Folder(Self.files()))
        #expect(result.succeeded, "\(result.messages)")
    }

    @Test("Swift sees the same structures")
    func swiftImport() {
        let imported: [(String, Int)] = [
            ("refusal", MemoryLayout<hvcore_refusal>.size), ("profile_info", MemoryLayout<hvcore_profile_info>.size),
            ("start", MemoryLayout<hvcore_start>.size), ("stop", MemoryLayout<hvcore_stop>.size),
            ("status", MemoryLayout<hvcore_status>.size), ("stat", MemoryLayout<hvcore_stat>.size),
            ("stats", MemoryLayout<hvcore_stats>.size), ("msr", MemoryLayout<hvcore_msr>.size),
            ("caps", MemoryLayout<hvcore_caps>.size), ("event", MemoryLayout<hvcore_event>.size),
            ("guest_run", MemoryLayout<hvcore_guest_run>.size),
            ("finding", MemoryLayout<hvcore_finding>.size), ("failure", MemoryLayout<hvcore_failure>.size),
            ("value", MemoryLayout<hvcore_value>.size), ("dump", MemoryLayout<hvcore_dump>.size),
        ]
        #expect(imported.map(\.0) == hvcoreABI.structures.map(\.name))
        #expect(imported.map(\.1) == hvcoreABI.structures.map { ABILayout(of: $0).size })
    }

    @Test("the committed Swift twin has the description's numbers and texts")
    func swiftTwin() {
        #expect(HVCoreRequest.allCases.map { UInt32($0.rawValue) } == hvcoreABI.requests.map { $0.value(magic: 0xBD) })
        let refusals = hvcoreABI.enumerations.first { $0.name == "refusal_code" }
        #expect(HVCoreRefusalCode.allCases.map(\.rawValue) == refusals?.cases.map(\.value))
        #expect(HVCoreRefusalCode.allCases.map(\.text) == refusals?.cases.map(\.text))
        #expect(HVCoreRefusalCode.allCases.map(\.advice) == refusals?.cases.map(\.advice))
        #expect(HVCoreRefusalCode.lockedOff.text == "locked-off")
    }
}

extension String {
    /// How often a text stands in this one.
    func occurrences(of text: String) -> Int { self.ranges(of: text).count }

    func replacingFirst(_ text: String, with other: String) -> String {
        guard let range = firstRange(of: text) else { return self }
        return self[..<range.lowerBound] + other + self[range.upperBound...]
    }
}
