// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser

struct GuestRunCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "guest-run", abstract: "Run code in a vcpu of a guest-mode profile, for tests.",
        discussion: """
            JSON: exits, exit_reason, exit_reason_name, user_reason, user_reason_name, rip (hexadecimal text), registers: 16 \
            hexadecimal texts by the processor's numbers.
            """,
        shouldDisplay: false)

    @OptionGroup var options: ReadingOptions

    @Argument(help: "The profile.")
    var name: String

    @Argument(help: "A file with 1 to 4096 bytes of code.")
    var codefile: String

    @Option(help: "When to give up.")
    var maxExits: UInt32 = 1_000_000

    func run(in context: Context) throws(Failure) -> ToolStatus {
        let code: [UInt8]
        do {
            code = try context.system.contents(of: codefile, limit: 4097)
        } catch {
            throw Failure(.usage, "guest-run: \(error.text)")
        }
        guard (1...4096).contains(code.count) else {
            throw Failure(.usage, "guest-run: \(codefile) does not have 1 to 4096 bytes")
        }
        let run = try context.device().run(name, code: code, maxExits: maxExits)
        context.show(asJSON: options.json, Self.json(run)) {
            [
                "exits:        \(run.exits)",
                "exit reason:  \(run.exitReason)\(exitReasonName(run.exitReason).map { " (\($0))" } ?? "")",
                "user reason:  \(run.userReason)\(run.userReasonName.map { " (\($0))" } ?? "")",
                "rip:          0x\(String(run.instructionPointer, radix: 16))",
            ]
                + run.registers.enumerated().map { index, value in
                    "r\(index):\(index < 10 ? " " : "")          0x\(String(value, radix: 16))"
                }
        }
        guard let interruption = run.interruption else { return .success }
        throw Failure(.refused, "guest-run: the vcpu did not leave by itself: \(interruption)")
    }

    private static func json(_ run: GuestRun) -> JSON {
        .object([
            .init("exits", .unsigned(run.exits)), .init("exit_reason", .unsigned(UInt64(run.exitReason))),
            .init("exit_reason_name", .optional(exitReasonName(run.exitReason))),
            .init("user_reason", .unsigned(UInt64(run.userReason))),
            .init("user_reason_name", .optional(run.userReasonName)),
            .init("rip", .hexadecimal(run.instructionPointer)),
            .init("registers", .array(run.registers.map(JSON.hexadecimal))),
        ])
    }
}
