// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV001: an exit that can happen has no handler.
enum UnhandledExit: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.unhandledExit.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        let handled: Set<ExitReason> = Set(context.hypervisor.handlers.map(\.reason))
        return context.reachability.possibleExits.filter { !handled.contains($0) }.compactMap { reason in
            guard let origin = context.reachability.origin(of: reason) else { return nil }
            return Diagnostic(
                .unhandledExit,
                "an exit for \"\(reason.name)\" can happen (\(origin.words)) and has no handler",
                at: origin.location, section: section(of: reason),
                suggestion: "add an On(…) for \"\(reason.name)\"\(otherWay(reason))",
                notes: origin.others + [Diagnostic.Note("the exit reason is declared here", at: reason.location)])
        }
    }

    private static func section(of reason: ExitReason) -> String? {
        switch reason.kind {
        case .faultLike: nil
        case .trapLike, .asynchronous: #"SDM volume 3, "Other Causes of VM Exits""#
        case .entryFailure: #"SDM volume 3, "VM-Entry Failures During or After Loading Guest State""#
        }
    }

    private static func otherWay(_ reason: ExitReason) -> String {
        reason.causes.contains(.always) ? "" : ", or take away what makes it possible"
    }
}
