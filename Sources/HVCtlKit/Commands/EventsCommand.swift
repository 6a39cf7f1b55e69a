// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import HVCoreInterface

struct EventsCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Take the records that the running profile made.",
        discussion: """
            A record is given out once; the oldest of each CPU comes first.

            With --follow it waits for more, also while no profile is started, until a signal ends it, the reader of \
            its output leaves, --count records came or --timeout is over. All of that is exit status 0, but for \
            fewer records than --count: that is 1. The module cannot be unloaded meanwhile.

            JSON: events: array of kind (text; null if unknown), number, cpu, lost (records lost on the CPU before \
            this one), tsc (hexadecimal text), words: array of name (null if unused) and value (hexadecimal text). \
            With --follow each of these objects is a line of its own.
            """)

    @OptionGroup var options: ReadingOptions

    @Option(help: "Take at most this many.")
    var limit: Int?

    @Option(help: "Only this kind, by its word or number; others are taken and left out.")
    var kind: String?

    @Flag(help: "Wait for more.")
    var follow = false

    @Option(help: "With --follow: end after this many.")
    var count: Int?

    @Option(help: "With --follow: end after this many seconds.")
    var timeout: Double?

    func validate() throws {
        guard limit.map({ $0 > 0 }) ?? true else { throw ValidationError("--limit must be at least 1.") }
        guard count.map({ $0 > 0 }) ?? true else { throw ValidationError("--count must be at least 1.") }
        guard timeout.map({ (0...86400).contains($0) }) ?? true else {
            throw ValidationError("--timeout must be from 0 to 86400.")
        }
        if follow && limit != nil { throw ValidationError("--limit is for one look; use --count with --follow.") }
        if !follow && (count != nil || timeout != nil) {
            throw ValidationError("--count and --timeout need --follow.")
        }
        if let kind, kindNumber == nil {
            let words = RecordKind.all.map(\.text).joined(separator: ", ")
            throw ValidationError("'\(kind)' is not a kind of record; there are: \(words).")
        }
    }

    func run(in context: Context) throws(Failure) -> ToolStatus {
        if follow {
            let follower = EventFollower(
                context: context, isJSON: options.json, kind: kindNumber, count: count, timeout: timeout)
            return try follower.run()
        }
        let taken = try context.device().events(limit: limit ?? 65536)
        let events = taken.filter { kindNumber == nil || $0.kind == kindNumber }
        context.show(asJSON: options.json, .object([.init("events", .array(events.map(\.json)))])) {
            events.map(\.line)
        }
        return .success
    }

    /// The kind that is wanted; nil when all are, or when there is none of the name.
    private var kindNumber: UInt16? {
        guard let kind else { return nil }
        return UInt16(kind) ?? RecordKind.all.first { $0.text == kind }?.number
    }
}

extension Event {
    var json: JSON {
        let names = declaration?.arguments ?? []
        return .object([
            .init("kind", .optional(declaration?.text)), .init("number", .unsigned(UInt64(kind))),
            .init("cpu", .unsigned(UInt64(cpu))), .init("lost", .unsigned(UInt64(lost))),
            .init("tsc", .hexadecimal(timestamp)),
            .init(
                "words",
                .array(
                    words.enumerated().map { index, word in
                        .object([
                            .init("name", .optional(names.indices.contains(index) ? names[index] : nil)),
                            .init("value", .hexadecimal(word)),
                        ])
                    })),
        ])
    }

    var line: String {
        var line = "\(timestamp) cpu \(cpu) \(declaration?.text ?? "kind \(kind)")"
        let names = declaration?.arguments ?? words.indices.map { "word\($0)" }
        for (name, word) in zip(names, words) { line += " \(name)=0x\(String(word, radix: 16))" }
        return lost == 0 ? line : line + " (\(lost) lost before it)"
    }
}
