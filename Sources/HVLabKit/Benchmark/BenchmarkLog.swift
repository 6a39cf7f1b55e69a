// SPDX-License-Identifier: GPL-2.0-only

import Foundation

/// What the scenario `bench` and the emulator wrote to the debug port. The scenario's lines begin with `@bench`:
///
///     @bench cost observer cpuid turns=1000 loop=34004 empty=4004 first=36 least=36 none=6 …
///     @bench trace observer cpuid
///     @bench time observer start first 88988 least 87606 median 87612 most 88719
///     @bench stats observer ept-fills 0 302
///     @bench mitigations auto
///     @bench vulnerability meltdown Mitigation: PTI
struct BenchmarkLog {
    /// A path somewhere: `observer`, `cpuid`.
    struct Key: Hashable {
        var place: String
        var path: String
    }

    /// The numbers of a line `cost`.
    typealias Numbers = [String: Int]

    private(set) var paths: [String] = []
    private(set) var costs: [Key: Numbers] = [:]
    private(set) var traces: [Key: [TracedInstruction]] = [:]
    private(set) var times: [Key: Int] = [:]
    private(set) var statistics: [Key: Int] = [:]
    private(set) var vulnerabilities: [String: String] = [:]
    private(set) var kernel = ""

    /// What the kernel was told: `off` or `auto`.
    private(set) var mitigations = ""

    init(_ text: Data) {
        var traced: Key?
        Self.forEachLine(of: text) { line in
            if let traced, let instruction = TracedInstruction(line) {
                traces[traced, default: []].append(instruction)
            }
            guard line.hasPrefix("@bench ") else { return }
            let words = line.split(separator: " ").map(String.init)
            guard words.count > 2 else { return }
            if words[1] == "trace" {
                traced = words.count > 3 ? Key(place: words[2], path: words[3]) : nil
            } else {
                traced = nil
                read(words)
            }
        }
    }

    /// Only lines that can be the scenario's or a trace's; a log may have a million lines.
    static func forEachLine(of text: Data, do body: (String) -> Void) {
        text.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
            guard var start = bytes.baseAddress else { return }
            let end = start + bytes.count
            while start < end {
                let newline = memchr(start, 0x0a, end - start).map { UnsafeRawPointer($0) } ?? end
                let first = start.load(as: UInt8.self)
                if first == UInt8(ascii: "@") || first == UInt8(ascii: "(") {
                    body(String(decoding: UnsafeRawBufferPointer(start: start, count: newline - start), as: UTF8.self))
                }
                start = newline + 1
            }
        }
    }

    private mutating func read(_ words: [String]) {
        switch words[1] {
        case "kernel": kernel = words[2]
        case "mitigations": mitigations = words[2]
        case "vulnerability": vulnerabilities[words[2]] = words.dropFirst(3).joined(separator: " ")
        case "cost" where words.count > 4:
            let pairs = words.dropFirst(4).compactMap { word -> (String, Int)? in
                let parts = word.split(separator: "=")
                guard parts.count == 2, let number = Int(parts[1]) else { return nil }
                return (String(parts[0]), number)
            }
            if !paths.contains(words[3]) { paths.append(words[3]) }
            costs[Key(place: words[2], path: words[3])] = Dictionary(pairs) { $1 }
        case "time" where words.count > 7:
            times[Key(place: words[2], path: words[3])] = Int(words[7])
        case "stats" where words.count > 4:
            statistics[Key(place: words[2], path: words[3])] = Int(words.last!)
        default: break
        }
    }
}
