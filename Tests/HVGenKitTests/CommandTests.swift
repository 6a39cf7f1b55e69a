// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import Testing

/// The built tool as its users run it.
@Suite struct CommandTests {
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    static let package: URL = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// hvgen lies beside the test bundle.
    static let tool: URL =
        Bundle.allBundles.lazy
        .map { $0.bundleURL.deletingLastPathComponent().appendingPathComponent("hvgen") }
        .first { FileManager.default.isExecutableFile(atPath: $0.path) }
        ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("hvgen")

    static func run(_ arguments: [String]) throws -> Outcome {
        let process = Process()
        let folder: URL = FileManager.default.temporaryDirectory.appendingPathComponent("run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (out, err) = (folder.appendingPathComponent("out"), folder.appendingPathComponent("err"))
        try Data().write(to: out)
        try Data().write(to: err)
        process.executableURL = tool
        process.arguments = arguments
        process.standardOutput = try FileHandle(forWritingTo: out)
        process.standardError = try FileHandle(forWritingTo: err)
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: try String(contentsOf: out, encoding: .utf8),
            errors: try String(contentsOf: err, encoding: .utf8))
    }

    /// Every file below a folder with its bytes.
    static func snapshot(_ folder: URL) throws -> [String: Data] {
        var result: [String: Data] = [:]
        let walker = try #require(FileManager.default.enumerator(atPath: folder.path))
        for case let path as String in walker {
            var isFolder: ObjCBool = false
            let full: String = folder.appendingPathComponent(path).path
            if FileManager.default.fileExists(atPath: full, isDirectory: &isFolder), !isFolder.boolValue {
                result[path] = try Data(contentsOf: URL(fileURLWithPath: full))
            }
        }
        return result
    }

    private func temporary() -> URL {
        FileManager.default.temporaryDirectory.appendingPathComponent("hvgen-\(UUID().uuidString)")
    }

    @Test func twoProcessesMakeTheSameBytes() throws {
        // Hashing is seeded anew in each process, so an order that leaks shows here.
        var snapshots: [[String: Data]] = []
        for _ in 0..<3 {
            let folder: URL = temporary()
            defer { try? FileManager.default.removeItem(at: folder) }
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let outcome: Outcome = try Self.run(["--package-path", folder.path, "--output", "out"])
            #expect(outcome.status == 0, "\(outcome.errors)")
            snapshots.append(try Self.snapshot(folder.appendingPathComponent("out")))
        }
        #expect(snapshots[0].count > 15)
        #expect(snapshots[0] == snapshots[1])
        #expect(snapshots[1] == snapshots[2])
    }

    @Test func checkFindsAChangedLineAndSaysWhatToRun() throws {
        let folder: URL = temporary()
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let place: [String] = ["--package-path", folder.path, "--output", "out"]
        #expect(try Self.run(place).status == 0)
        #expect(try Self.run(["check"] + place).status == 0)
        let file: URL = folder.appendingPathComponent("out/arch/vmcs_fields.h")
        let text: String = try String(contentsOf: file, encoding: .utf8)
        let spoiled: String = text.replacingOccurrences(of: "0x681e", with: "0x681c")
        #expect(spoiled != text)
        try Data(spoiled.utf8).write(to: file)
        let outcome: Outcome = try Self.run(["check"] + place)
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("--- a/out/arch/vmcs_fields.h"))
        #expect(
            outcome.output.contains("\n-#define HV_GUEST_RIP") && outcome.output.contains("\n+#define HV_GUEST_RIP"))
        #expect(outcome.errors.contains("swift run hvgen"))
        // And it wrote nothing.
        #expect(try String(contentsOf: file, encoding: .utf8) == spoiled)
    }

    @Test func listAndExportAreJSON() throws {
        let list: Outcome = try Self.run(["list", "--json"])
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [[String: Any]])
        #expect(rows.map { $0["name"] as? String } == ["observer", "tutorial", "halt_loop", "everything"])
        let export: Outcome = try Self.run(["export", "--format", "json", "--package-path", Self.package.path])
        let model = try #require(try JSONSerialization.jsonObject(with: Data(export.output.utf8)) as? [String: Any])
        let fields = try #require(model["fields"] as? [[String: Any]])
        #expect(fields.contains { $0["symbol"] as? String == "GUEST_RIP" && $0["encoding"] as? String == "0x681e" })
        let reasons = try #require(model["exitReasons"] as? [[String: Any]])
        #expect(reasons.contains { $0["number"] as? Int == 48 && $0["name"] as? String == "EPT violation" })
    }

    /// The schema that `Spec/Architecture/README.md` describes: a change here is a change there, and of the number.
    @Test func exportHasTheWholeDatabase() throws {
        let export: Outcome = try Self.run(["export", "--format", "json", "--package-path", Self.package.path])
        let model = try #require(try JSONSerialization.jsonObject(with: Data(export.output.utf8)) as? [String: Any])
        #expect(model["schema"] as? Int == 1)
        func list(_ name: String, _ count: Int, _ keys: Set<String>, optional: Set<String> = []) throws -> [[String:
            Any]]
        {
            let rows = try #require(model[name] as? [[String: Any]], "\(name)")
            #expect(rows.count == count, "\(name)")
            for row in rows {
                #expect(keys.isSubset(of: row.keys) && keys.union(optional).isSuperset(of: row.keys), "\(name): \(row)")
            }
            return rows
        }
        let fields = try list(
            "fields", 211,
            ["name", "symbol", "label", "encoding", "width", "group", "access", "existsWhen", "confirmed", "sources"],
            optional: ["formerName", "layout"])
        let keyID = try #require(fields.first { $0["symbol"] as? String == "SEAM_GUEST_KEYID" })
        #expect(keyID["encoding"] as? String == "0x4026" && keyID["confirmed"] as? Bool == true)
        #expect(keyID["sources"] as? [String] == ["manual", "bochs", "tdx-module"])
        #expect(fields.filter { $0["confirmed"] as? Bool == false }.count == 6)
        #expect(fields.contains { $0["existsWhen"] as? String == "undocumented" })
        let controls = try list(
            "controls", 109, ["word", "bit", "name", "symbol", "capabilityMSR", "default1", "requires", "counterparts"],
            optional: ["trueMSR"])
        let timer = try #require(controls.first { $0["name"] as? String == "APIC-timer virtualization" })
        #expect(timer["requires"] as? [String] == ["secondary.9", "!primary.12"])
        let reasons = try list(
            "exitReasons", 80,
            [
                "number", "name", "symbol", "causes", "instructionLength", "kind", "duringEventDelivery",
                "fromUserMode",
                "nmiUnblocking", "guestLinearAddress", "guestPhysicalAddress", "existsWhen",
            ], optional: ["qualification", "instructionInfo", "qualificationLayout", "instructionInfoLayout"])
        #expect(reasons.filter { $0["qualification"] != nil }.count == 41)
        let errors = try list("instructionErrors", 25, ["number", "text", "symbol"])
        #expect(errors.contains { $0["number"] as? Int == 7 })
        let msrs = try list("capabilityMSRs", 21, ["name", "symbol", "address", "existsWhen", "layout"])
        #expect(msrs.contains { $0["address"] as? String == "0x48c" })
        let words = try list("words", 15, ["name", "symbol", "width", "layout"])
        #expect(words.contains { $0["name"] as? String == "Access Rights" && $0["width"] as? Int == 32 })
        let layouts = try list("layouts", 65, ["name", "symbol", "width", "layout"])
        #expect(layouts.contains { $0["symbol"] as? String == "QUAL_EPT_VIOLATION" })
        #expect(
            try list("values", 17, ["name", "symbol", "values"]).contains { $0["symbol"] as? String == "MEMORY_TYPE" })
        #expect(try list("msrs", 69, ["name", "address"], optional: ["guestField"]).isEmpty == false)
        let records = try list("records", 9, ["name", "symbol", "size", "alignment", "members"])
        let entry = try #require(records.first { $0["name"] as? String == "MSR entry" })
        #expect((entry["members"] as? [[String: Any]])?.map { $0["offset"] as? Int } == [0, 8])
    }

    /// What the fuzzer of the handlers holds the generated C to.
    @Test func exportSaysWhatHandlersMayDo() throws {
        let export: Outcome = try Self.run(["export", "--format", "json", "--package-path", Self.package.path])
        let model = try #require(try JSONSerialization.jsonObject(with: Data(export.output.utf8)) as? [String: Any])
        let effects = try #require(model["effects"] as? [[String: Any]])
        func handler(_ hypervisor: String, _ number: Int) throws -> [String: Any] {
            try #require(effects.first { $0["hypervisor"] as? String == hypervisor && $0["number"] as? Int == number })
        }
        let cpuid: [String: Any] = try handler("observer", 10)
        #expect(cpuid["executesCPUID"] as? Bool == true)
        #expect(Set(cpuid["registersWritten"] as? [String] ?? []) == ["rax", "rbx", "rcx", "rdx"])
        // From Advance(), which is a routine of its own.
        #expect((cpuid["fieldsWritten"] as? [String])?.contains("GUEST_RIP") == true)
        #expect(cpuid["msrsRead"] as? [String] == [])
        let msrRead: [String: Any] = try handler("observer", 31)
        #expect(msrRead["msrsRead"] as? [String] == ["register rcx"])
        // MOV CR names its register by number, and RSP is a field.
        let movCR: [String: Any] = try handler("observer", 28)
        #expect((movCR["fieldsRead"] as? [String])?.contains("GUEST_RSP") == true)
        let natives = try #require(model["natives"] as? [[String: Any]])
        let read = try #require(natives.first { $0["name"] as? String == "readGuestMemory" })
        #expect((read["fieldsRead"] as? [String])?.contains("GUEST_IA32_EFER") == true)
    }

    @Test func costIsPartOfTheManifest() throws {
        let place: [String] = ["--package-path", Self.package.path]
        let cost: Outcome = try Self.run(["cost", "observer", "--json"] + place)
        let report = try #require(try JSONSerialization.jsonObject(with: Data(cost.output.utf8)) as? [String: Any])
        let hypervisors = try #require(report["hypervisors"] as? [[String: Any]])
        #expect(hypervisors.map { $0["name"] as? String } == ["observer"])
        let committed: Data = try Data(contentsOf: Self.package.appendingPathComponent("Generated/manifest.json"))
        let manifest = try #require(try JSONSerialization.jsonObject(with: committed) as? [String: Any])
        let observer = try #require((manifest["hypervisors"] as? [[String: Any]])?.first)
        let paths = try #require(observer["handlers"] as? [[String: Any]])
        let handlers = try #require(hypervisors[0]["handlers"] as? [[String: Any]])
        #expect(handlers.count == paths.count)
        for handler: [String: Any] in handlers {
            let path = try #require(paths.first { $0["number"] as? Int == handler["number"] as? Int })
            #expect(path["cost"] as? NSDictionary == handler["cost"] as? NSDictionary)
        }
        #expect(try Self.run(["cost", "observer"] + place).output.hasPrefix("observer\nexit "))
    }

    @Test func costSuggestsNames() throws {
        let near: Outcome = try Self.run(["cost", "obsrever"])
        #expect(near.status == 1)
        #expect(near.errors == "hvgen: there is no hypervisor obsrever; did you mean observer?\n")
        let far: Outcome = try Self.run(["cost", "xyz"])
        #expect(far.errors.contains("there are observer, tutorial, "))
    }

    @Test func anObjectThatIsNotThereIsSaid() throws {
        let place: [String] = ["--package-path", Self.package.path]
        let outcome: Outcome = try Self.run(["check-stubs", "/nonexistent/observer_exit.o"] + place)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("/nonexistent/observer_exit.o cannot be read"))
        #expect(try Self.run(["check-stubs", "/nonexistent/other.o"] + place).errors.contains("observer_exit.o"))
    }

    @Test func wrongUsageIsRefused() throws {
        #expect(try Self.run(["--no-such-option"]).status == 64)
        let outcome: Outcome = try Self.run(["explain", "HV999"])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("HV001"))
    }
}
