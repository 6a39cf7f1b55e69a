// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import Testing

/// `hvgen portability` on folders of captures.
@Suite("hvgen portability") final class PortabilityCommandTests {
    private let folder: URL = FileManager.default.temporaryDirectory
        .appendingPathComponent("corpus-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: folder) }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }

    private func run(_ arguments: String...) throws -> CommandTests.Outcome {
        try CommandTests.run(["portability", "--package-path", CommandTests.package.path] + arguments)
    }

    private static let msrs: [(String, String)] = [
        ("0x480", "0x00da040000000010"), ("0x481", "0x0000007f00000016"), ("0x482", "0xfff9fffe0401e172"),
        ("0x483", "0x007fffff00036dff"), ("0x484", "0x0000ffff000011ff"), ("0x486", "0x80000021"),
        ("0x487", "0xffffffff"), ("0x488", "0x2000"), ("0x489", "0x627ff"), ("0x48b", "0x000000ff00000000"),
        ("0x48c", "0x00000f0106114141"), ("0x48d", "0x0000007f00000016"), ("0x48e", "0xfff9fffe04006172"),
        ("0x48f", "0x007fffff00036dfb"), ("0x490", "0x0000ffff000011fb"),
    ]

    private static func table(without left: String = "", _ change: (String, String)? = nil) -> String {
        let rows: [String] = msrs.filter { $0.0 != left }.map { address, value in
            "\"\(address)\": \"\(change?.0 == address ? change!.1 : value)\""
        }
        return "{\"processor\": \"made up\", \"msrs\": {\(rows.joined(separator: ", "))}}"
    }

    /// As hvctl prints it.
    private static func list() -> String {
        let rows: [String] = msrs.map { address, value in
            "{\"address\": \(Int(address.dropFirst(2), radix: 16)!), \"name\": null, \"value\": \"\(value)\"}"
        }
        let cpuid: String = #"[{"leaf": 0, "subleaf": 0, "eax": "0x16", "ebx": "0x0", "ecx": "0x0", "edx": "0x0"}]"#
        return "{\"cpu\": 0, \"source\": \"module\", \"msrs\": [\(rows.joined(separator: ", ")), "
            + "{\"address\": 1170, \"name\": null, \"value\": null}], \"cpuid\": \(cpuid)}"
    }

    @Test func bothFormsAreRead() throws {
        try write("a.json", Self.table())
        try write("b.json", Self.list())
        try write("c.json", Self.table(("0x48b", "0x000000fd00000000")))
        try write("d.json", Self.table(without: "0x48c"))
        try write("e.json", Self.table(("0x48b", "0x000000df00000000")))
        let outcome: CommandTests.Outcome = try run("observer", "--corpus", folder.path)
        #expect(outcome.status == 0 && outcome.errors == "")
        let lines: [String] = outcome.output.split(separator: "\n").map(String.init)
        #expect(lines.first == "observer")
        func line(_ name: String) -> [Substring] {
            lines.first { $0.hasPrefix(name + " ") }?.split(separator: " ") ?? []
        }
        #expect(line("a") == ["a", "runs"] && line("b") == ["b", "runs"])
        let refused: String = line("c").joined(separator: " ")
        #expect(refused.hasPrefix("c does not run secondary processor-based control 1 \"Enable EPT\""), "\(refused)")
        #expect(line("d").joined(separator: " ") == "d unknown not captured: IA32_VMX_EPT_VPID_CAP (0x48c)")
        #expect(line("e").joined(separator: " ").hasPrefix("e runs without secondary.5 \"Enable VPID\""))
        #expect(
            lines.last
                == "observer: runs on 3 of 5 processors, on 1 of them without something that it prefers; refused by 1; "
                + "unknown of 1")
    }

    @Test func json() throws {
        try write("a.json", Self.table(("0x48b", "0x000000fd00000000")))
        let outcome: CommandTests.Outcome = try run("--corpus", folder.path, "--json")
        let root = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        let hypervisors = try #require(root["hypervisors"] as? [[String: Any]])
        #expect(hypervisors.count == 4)
        let verdict = try #require((hypervisors[0]["processors"] as? [[String: Any]])?.first)
        #expect(verdict["answer"] as? String == "refused" && verdict["processor"] as? String == "a")
        let refusal = try #require(verdict["refusal"] as? [String: Any])
        #expect(refusal["control"] as? String == "secondary.1" && refusal["bit"] as? Int == 33)
        #expect(refusal["msr"] as? String == "IA32_VMX_PROCBASED_CTLS2 (0x48b)")
    }

    @Test func badFilesAreSaidAndTheOthersReported() throws {
        try write("good.json", Self.table())
        let bad: [(name: String, text: String, reason: String)] = [
            ("a.json", "not json", "is not JSON"), ("b.json", "[]", "is not a JSON object"),
            ("c.json", "{}", "has no \"msrs\""), ("d.json", "{\"msrs\": {}}", "\"msrs\" is empty"),
            ("e.json", "{\"msrs\": {\"480\": \"0x1\"}}", "\"480\" is not the address of an MSR, such as \"0x480\""),
            ("f.json", "{\"msrs\": {\"0x480\": \"1\"}}", "the value of MSR 0x480 is not a number of 64 bits as text"),
            (
                "g.json", "{\"msrs\": {\"0x480\": \"0x1ffffffffffffffff\"}}",
                "the value of MSR 0x480 is not a number of 64 bits as text"
            ),
            ("h.json", "{\"msrs\": [{\"value\": null}]}", "msrs[0] has no \"address\""),
            (
                "i.json", #"{"msrs": [{"address": 1152, "value": null}, {"address": 1152, "value": null}]}"#,
                "has MSR 0x480 twice"
            ),
            ("j.json", #"{"msrs": {"0x480": "0x1"}, "cpuid": [{"leaf": 1}]}"#, "cpuid[0] lacks one of leaf,"),
            ("k.json", #"{"msrs": [{"address": 1152}]}"#, "msrs[0] has no \"value\""),
        ]
        for file in bad { try write(file.name, file.text) }
        let outcome: CommandTests.Outcome = try run("observer", "--corpus", folder.path)
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("observer: runs on 1 of 1 processor\n"))
        let complaints: [Substring] = outcome.errors.split(separator: "\n")
        #expect(complaints.count == bad.count)
        for (complaint, file) in zip(complaints, bad) {
            let start = "hvgen: \(folder.appendingPathComponent(file.name).path): \(file.reason)"
            #expect(complaint.hasPrefix(start), "\(complaint)")
        }
    }

    @Test func noCorpusIsSaid() throws {
        let missing: CommandTests.Outcome = try run("--corpus", "/nonexistent")
        #expect(missing.status == 2 && missing.errors == "hvgen: /nonexistent is not a folder that can be read\n")
        let empty: CommandTests.Outcome = try run("--corpus", folder.path)
        #expect(empty.status == 2 && empty.errors.hasSuffix("has no file that ends in .json\n"))
        let name: CommandTests.Outcome = try run("obsever")
        #expect(name.status == 1 && name.errors.hasSuffix("did you mean observer?\n"))
    }

    private static let real = "/work/shared/processors"

    @Test(.enabled(if: FileManager.default.fileExists(atPath: real), "no captured processors in \(real)"))
    func realProcessors() throws {
        let outcome: CommandTests.Outcome = try run("--corpus", Self.real)
        #expect(outcome.status == 0 && outcome.errors == "")
        // Three of Core 2 have no EPT; the rest has all that is required.
        for name in ["observer", "tutorial", "halt_loop"] {
            #expect(outcome.output.contains("\(name): runs on 32 of 35 processors; refused by 3\n"))
        }
    }
}
