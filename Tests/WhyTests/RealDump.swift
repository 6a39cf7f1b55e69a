// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Foundation
import Interpreter
import Reports
import VMXModel

/// A file of `Tests/WhyTests/Dumps`: what KVM printed, and what is known of it.
struct RealDump {
    let name: String
    /// The code of the one check that was broken; nil when none was.
    let cause: String?
    /// Whether the dump has the field that is wrong.
    let isShown: Bool
    let model: String
    /// The kernel's log, without what the file says of itself.
    let log: Data

    static let folder: URL = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Dumps")

    /// Every file, in the order of the names.
    static let all: [RealDump] = {
        let names: [String] = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".txt") }.sorted().compactMap { RealDump($0) }
    }()

    init?(_ name: String) {
        guard let text = try? String(contentsOf: Self.folder.appendingPathComponent(name), encoding: .utf8) else {
            return nil
        }
        var facts: [Substring: Substring] = [:]
        var log: [Substring] = []
        for line: Substring in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("# "), let mark = line.firstRange(of: ": ") {
                facts[line[line.index(line.startIndex, offsetBy: 2)..<mark.lowerBound]] = line[mark.upperBound...]
            } else {
                log.append(line)
            }
        }
        guard let cause = facts["cause"], let model = facts["model"] else { return nil }
        self.name = name
        self.cause = cause == "none" ? nil : cause.split(separator: " ").first.map(String.init)
        isShown = facts["broken field"] == "shown"
        self.model = String(model)
        self.log = Data(log.joined(separator: "\n").utf8)
    }

    var processors: [CapturedProcessor] { architecture.processors.filter { $0.name == model } }
}

/// The codes of what is broken in each dump of a text, the likeliest first.
func broken(_ log: Data, on processors: [CapturedProcessor] = architecture.processors) throws -> [[String]] {
    try DumpReader(architecture).read(log).map { dump in
        EntryDiagnosis(dump, on: processors, architecture).findings.map(\.check.code)
    }
}
