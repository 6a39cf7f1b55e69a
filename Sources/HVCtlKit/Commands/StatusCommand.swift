// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import HVCoreInterface

struct StatusCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Say what the module is doing.",
        discussion: """
            JSON: state (stopped, started, failed), profile (null when stopped), mode (running-system, guest; null \
            when stopped), cpus, events_lost, report (null, or cpu, exit_reason, exit_reason_name, text), entry_failure: \
            the last VM entry that failed since the module was loaded (null, or kind (instruction, entry), cpu, \
            profile, serial, instruction_error, exit_reason, qualification (hexadecimal text), broken and unknown: \
            how many rules of the manual are, rules: array of code, name, matches (whether it explains what the \
            processor reported), section, sentence, values, suggestion (null where there is none)).
            """)

    @OptionGroup var options: ReadingOptions

    func run(in context: Context) throws(Failure) -> ToolStatus {
        let device = try context.device()
        let status = try device.status()
        let failure = try device.failure()
        context.show(asJSON: options.json, Self.json(status, failure)) {
            Self.lines(status) + (failure?.lines ?? [])
        }
        return .success
    }

    private static func json(_ status: DeviceStatus, _ failure: EntryFailure?) -> JSON {
        let report: JSON? = status.report.map { report in
            .object([
                .init("cpu", .unsigned(UInt64(report.cpu))),
                .init("exit_reason", .unsigned(UInt64(report.exitReason))),
                .init("exit_reason_name", .optional(exitReasonName(report.exitReason))),
                .init("text", .text(report.text)),
            ])
        }
        return .object([
            .init("state", .text(status.state.text)),
            .init("profile", .optional(status.profile.isEmpty ? nil : status.profile)),
            .init("mode", .optional(status.mode?.text)),
            .init("cpus", .unsigned(UInt64(status.cpus))),
            .init("events_lost", .unsigned(status.eventsLost)),
            .init("report", report ?? .null),
            .init("entry_failure", failure?.json ?? .null),
        ])
    }

    private static func lines(_ status: DeviceStatus) -> [String] {
        var lines = ["state:        \(status.state.text)"]
        if !status.profile.isEmpty { lines.append("profile:      \(status.profile)") }
        if let mode = status.mode { lines.append("mode:         \(mode.text)") }
        lines.append("CPUs:         \(status.cpus)")
        lines.append("events lost:  \(status.eventsLost)")
        if let report = status.report {
            let name = exitReasonName(report.exitReason).map { " (\($0))" } ?? ""
            lines.append("report:       CPU \(report.cpu), exit reason \(report.exitReason)\(name): \(report.text)")
        }
        if let advice = status.state.advice { lines.append("do:           \(advice)") }
        return lines
    }
}

/// The manual's name of a basic exit reason; nil when it has none.
func exitReasonName(_ number: UInt32) -> String? {
    HVCoreName.exitReasons.first { $0.number == number }?.name
}
