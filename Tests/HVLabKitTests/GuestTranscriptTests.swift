// SPDX-License-Identifier: GPL-2.0-only

import Testing

@testable import HVLabKit

@Suite("Debug port")
struct GuestTranscriptTests {
    private let lines: [String] = [
        "Bochs x86 Emulator 2.7", "ok 9 is not the scenario's", "@hvlab kernel", "", "@hvlab begin", "KTAP version 1",
        "", "(0).[12] [0x00000106b509] 0010:ffffffff8106b509 (unk. ctxt): int3", "ok 1 a", "@hvlab status 3",
        "@hvlab dmesg", "[    0.000000] Linux version", "", "@hvlab end", "(0).[12] more",
    ]

    @Test("each line goes where it belongs")
    func parts() {
        var transcript = GuestTranscript()
        let scenario = lines.compactMap { transcript.read($0) }
        #expect(scenario == ["KTAP version 1", "ok 1 a"])
        #expect(transcript.kernelLog == ["[    0.000000] Linux version"])
        #expect(transcript.exitStatus == 3)
        #expect(transcript.stage == .end)
    }

    @Test("the stage says how far the guest came")
    func stages() {
        var transcript = GuestTranscript()
        #expect(transcript.stage == .loader)
        _ = transcript.read("@hvlab kernel")
        #expect(transcript.stage == .kernel)
        _ = transcript.read("@hvlab begin")
        #expect(transcript.stage == .scenario)
        #expect(transcript.exitStatus == nil)
    }

    @Test("bytes become lines, whole or in pieces")
    func lineSplitter() {
        var splitter = LineSplitter()
        var lines: [String] = []
        splitter.append(Array("a\r\nb".utf8)) { lines.append($0) }
        #expect(lines == ["a"])
        splitter.append(Array("c\n\nd".utf8)) { lines.append($0) }
        #expect(lines == ["a", "bc", ""])
        splitter.finish { lines.append($0) }
        #expect(lines == ["a", "bc", "", "d"])
        splitter.append([0xff, 0x0a]) { lines.append($0) }
        #expect(lines.last == "\u{fffd}")
    }
}
