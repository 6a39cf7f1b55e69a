// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import Testing

@testable import HVGenKit

@Suite struct UnifiedDiffTests {
    /// `patch` takes what we print, and makes the new text of the old one.
    @Test(arguments: 0..<40) func patchAppliesIt(seed: Int) throws {
        var state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 &+ 1
        func random(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
        let old: [String] = (0..<random(60)).map { _ in "line \(random(9))" }
        var new: [String] = old
        for _ in 0..<random(8) {
            if new.isEmpty || random(2) == 0 {
                new.insert("new \(random(5))", at: random(new.count + 1))
            } else {
                new.remove(at: random(new.count))
            }
        }
        func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }
        let folder: URL = FileManager.default.temporaryDirectory.appendingPathComponent("diff-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file: URL = folder.appendingPathComponent("file")
        try Data(text(old).utf8).write(to: file)
        let diff: String = UnifiedDiff.text(old: text(old), new: text(new), oldName: "a/file", newName: "b/file")
        #expect(diff.isEmpty == (old == new))
        if diff.isEmpty { return }
        try Data(diff.utf8).write(to: folder.appendingPathComponent("change"))
        let patch = Process()
        patch.executableURL = URL(fileURLWithPath: "/usr/bin/patch")
        patch.currentDirectoryURL = folder
        patch.arguments = ["--quiet", "--fuzz=0", "-p1", "-i", "change", "file"]
        try patch.run()
        patch.waitUntilExit()
        #expect(patch.terminationStatus == 0)
        let result: String = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        #expect(result == text(new))
    }
}
