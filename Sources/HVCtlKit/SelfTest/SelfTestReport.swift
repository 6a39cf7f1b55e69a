// SPDX-License-Identifier: GPL-2.0-only

/// Writes results: KTAP as they come, or JSON at the end.
///
/// KTAP, version 1: https://docs.kernel.org/dev-tools/ktap.html
final class SelfTestReport {
    private let console: Console
    private let isJSON: Bool
    private(set) var results: [SelfTestResult] = []

    init(_ console: Console, isJSON: Bool) {
        self.console = console
        self.isJSON = isJSON
    }

    var hasFailures: Bool { results.contains(where: \.isFailure) }

    func begin(_ hypervisor: String, plan: Int) {
        guard !isJSON else { return }
        console.print("KTAP version 1")
        console.print("1..\(plan)")
        remark("hvctl selftest \(hypervisor)")
    }

    func add(_ result: SelfTestResult) {
        results.append(result)
        guard !isJSON else { return }
        let number = results.count
        switch result.finding {
        case .passed(let remarks):
            remarks.forEach(remark)
            console.print("\(console.paint("ok", .green)) \(number) \(result.title)")
        case .failed(let reasons):
            reasons.forEach(remark)
            console.print("\(console.paint("not ok", .red)) \(number) \(result.title)")
        case .skipped(let reason):
            console.print("\(console.paint("ok", .grey)) \(number) \(result.title) # SKIP \(reason)")
        }
    }

    /// - Parameter obstacle: why it ended before all was done; nil when all was.
    func end(_ hypervisor: String, obstacle: String?) {
        if isJSON {
            console.print(json(hypervisor, obstacle).serialized)
            return
        }
        let failed = results.count(where: \.isFailure)
        let skipped = results.count(where: \.isSkip)
        remark("\(results.count - failed - skipped) passed, \(failed) failed, \(skipped) skipped")
        if let obstacle { console.print("Bail out! \(obstacle)") }
    }

    func remark(_ text: String) {
        guard !isJSON else { return }
        for line in text.split(separator: "\n") { console.print("# \(line)") }
    }

    private func json(_ hypervisor: String, _ obstacle: String?) -> JSON {
        .object([
            .init("hypervisor", .text(hypervisor)), .init("ok", .bool(!hasFailures && obstacle == nil)),
            .init("bailed_out", .optional(obstacle)),
            .init("results", .array(results.map(Self.json))),
        ])
    }

    private static func json(_ result: SelfTestResult) -> JSON {
        let (verdict, lines): (String, [String]) =
            switch result.finding {
            case .passed(let remarks): ("pass", remarks)
            case .failed(let reasons): ("fail", reasons)
            case .skipped(let reason): ("skip", [reason])
            }
        return .object([
            .init("id", .text(result.id)), .init("title", .text(result.title)), .init("verdict", .text(verdict)),
            .init("diagnostics", .array(lines.map(JSON.text))),
        ])
    }
}
