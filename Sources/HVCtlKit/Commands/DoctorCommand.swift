// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser

struct DoctorCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say whether this machine can run a hypervisor, and what to do if not.",
        discussion: """
            Exit status 0: no condition failed; warnings are allowed. 1: at least one failed.

            JSON: ok (bool), conditions: array of id, title, verdict (pass, warn, fail, skip), detail, action \
            (null where there is nothing to do).
            """)

    @OptionGroup var options: ReadingOptions

    func run(in context: Context) throws(Failure) -> ToolStatus {
        let conditions = Doctor.examine(context.system)
        let isReady = !conditions.contains { $0.verdict == .fail }
        context.show(asJSON: options.json, Self.json(conditions, isReady)) {
            conditions.flatMap { Self.lines($0, context.console) } + ["", Self.summary(conditions)]
        }
        return isReady ? .success : .refused
    }

    private static func json(_ conditions: [Condition], _ isReady: Bool) -> JSON {
        .object([
            .init("ok", .bool(isReady)),
            .init(
                "conditions",
                .array(
                    conditions.map { condition in
                        .object([
                            .init("id", .text(condition.id)), .init("title", .text(condition.title)),
                            .init("verdict", .text(condition.verdict.rawValue)),
                            .init("detail", .text(condition.detail)), .init("action", .optional(condition.action)),
                        ])
                    })),
        ])
    }

    private static func lines(_ condition: Condition, _ console: Console) -> [String] {
        let colour: Console.Colour =
            switch condition.verdict {
            case .pass: .green
            case .warn: .yellow
            case .fail: .red
            case .skip: .grey
            }
        var lines = [
            "\(console.paint(condition.verdict.rawValue.uppercased(), colour))  \(condition.title): \(condition.detail)"
        ]
        if let action = condition.action { lines.append("      do: \(action)") }
        return lines
    }

    private static func summary(_ conditions: [Condition]) -> String {
        func count(_ verdict: Condition.Verdict) -> Int { conditions.count { $0.verdict == verdict } }
        return "\(count(.pass)) passed, \(count(.warn)) warnings, \(count(.fail)) failed, \(count(.skip)) skipped"
    }
}
