// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser

struct EventsCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Take the records that the running profile made.",
        discussion: """
            A record is given out once; the oldest of each CPU comes first.

            JSON: events: array of kind (text; null if unknown), number, cpu, lost (records lost on the CPU before \
            this one), tsc (hexadecimal text), words: array of name (null if unused) and value (hexadecimal text).
            """)

    @OptionGroup var options: ReadingOptions

    @Option(help: "Take at most this many.")
    var limit: Int = 65536

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be at least 1.") }
    }

    func run(in context: Context) throws(Failure) -> ToolStatus {
        let events = try context.device().events(limit: limit)
        context.show(asJSON: options.json, .object([.init("events", .array(events.map(Self.json)))])) {
            events.map(Self.line)
        }
        return .success
    }

    private static func json(_ event: Event) -> JSON {
        let names = event.declaration?.arguments ?? []
        return .object([
            .init("kind", .optional(event.declaration?.text)), .init("number", .unsigned(UInt64(event.kind))),
            .init("cpu", .unsigned(UInt64(event.cpu))), .init("lost", .unsigned(UInt64(event.lost))),
            .init("tsc", .hexadecimal(event.timestamp)),
            .init(
                "words",
                .array(
                    event.words.enumerated().map { index, word in
                        .object([
                            .init("name", .optional(names.indices.contains(index) ? names[index] : nil)),
                            .init("value", .hexadecimal(word)),
                        ])
                    })),
        ])
    }

    private static func line(_ event: Event) -> String {
        var line = "\(event.timestamp) cpu \(event.cpu) \(event.declaration?.text ?? "kind \(event.kind)")"
        let names = event.declaration?.arguments ?? event.words.indices.map { "word\($0)" }
        for (name, word) in zip(names, event.words) { line += " \(name)=0x\(String(word, radix: 16))" }
        return event.lost == 0 ? line : line + " (\(event.lost) lost before it)"
    }
}
