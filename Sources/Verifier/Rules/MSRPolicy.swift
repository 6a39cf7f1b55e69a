// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV008: what the MSR policy intercepts is handled, and what is handled is intercepted.
enum MSRPolicy: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.msrPolicy.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        var found: [Diagnostic] = context.hypervisor.msrRules.flatMap { checkRange($0, context) }
        found += overlaps(context.hypervisor.msrRules)
        for access: MSRAccess in MSRAccess.allCases {
            for handler: Handler in context.hypervisor.handlers where handler.reason.causes.contains(access) {
                var flow = MSRFlow(access, handler, context)
                found += flow.run()
            }
        }
        return found
    }

    private static func checkRange(_ rule: MSRRule, _ context: RuleContext) -> [Diagnostic] {
        if rule.accesses.isEmpty {
            return [
                Diagnostic(
                    .msrPolicy, "the rule for \(rule.name) intercepts neither reads nor writes", at: rule.location,
                    suggestion: "add .read or .write, or take the rule away")
            ]
        }
        if !context.knowledge.mayBeSet(Manual.useMSRBitmaps) {
            return [
                Diagnostic(
                    .msrPolicy,
                    "the rule for \(rule.name) has no effect: without "
                        + "\(context.reachability.name(of: Manual.useMSRBitmaps)) every MSR access exits",
                    at: rule.location,
                    suggestion: "require \(context.reachability.name(of: Manual.useMSRBitmaps)), or take the rule away",
                    notes: context.architecture.control(Manual.useMSRBitmaps).map {
                        [Diagnostic.Note("\"\($0.name)\" is declared here", at: $0.location)]
                    } ?? [])
            ]
        }
        let range = RangeSet([UInt64(rule.range.lowerBound)...UInt64(rule.range.upperBound)])
        let outside: RangeSet = range.subtracting(Manual.msrBitmapRanges)
        guard let first = outside.ranges.first else { return [] }
        return [
            Diagnostic(
                .msrPolicy,
                "\(words(first)) in the rule for \(rule.name) has no bit in the MSR bitmaps, so it always exits",
                at: rule.location,
                suggestion: "take it out of the rule: the handlers see these MSRs anyway",
                notes: rule.accesses
                    .flatMap { access in
                        context.hypervisor.handlers.filter { $0.reason.causes.contains(access) }
                    }
                    .map { Diagnostic.Note("the handler for \"\($0.reason.name)\" is here", at: $0.location) })
        ]
    }

    /// Each pair of rules for the same accesses of the same MSRs: in one sweep over the rules by their first MSR,
    /// since a policy may have thousands.
    private static func overlaps(_ rules: [MSRRule]) -> [Diagnostic] {
        var pairs: [(first: Int, second: Int)] = []
        var open: [Int] = []
        let byStart: [Int] = rules.indices.sorted {
            (rules[$0].range.lowerBound, $0) < (rules[$1].range.lowerBound, $1)
        }
        for position: Int in byStart {
            open.removeAll { rules[$0].range.upperBound < rules[position].range.lowerBound }
            pairs += open.map { (min($0, position), max($0, position)) }
            open.append(position)
        }
        return pairs.sorted { ($0.second, $0.first) < ($1.second, $1.first) }
            .compactMap { overlap(rules[$0.first], rules[$0.second]) }
    }

    private static func overlap(_ other: MSRRule, _ rule: MSRRule) -> Diagnostic? {
        guard let access = rule.accesses.first(where: other.accesses.contains) else { return nil }
        let common: ClosedRange<UInt32> = rule.range.clamped(to: other.range)
        return Diagnostic(
            .msrPolicy,
            "\(words(UInt64(common.lowerBound)...UInt64(common.upperBound))) is in two rules that "
                + "intercept \(access.rawValue)s: \(other.name) and \(rule.name)",
            at: rule.location, suggestion: "keep it in one of them",
            notes: [Diagnostic.Note("the other rule is here", at: other.location)])
    }

    static func words(_ range: ClosedRange<UInt64>) -> String {
        range.count == 1
            ? "MSR \(hex(range.lowerBound))" : "MSRs \(hex(range.lowerBound))-\(hex(range.upperBound))"
    }
}

extension [ExitReason.Cause] {
    /// Whether the MSR bitmaps decide, for accesses of this direction: of every instruction that has one.
    fileprivate func contains(_ access: MSRAccess) -> Bool {
        contains { cause in
            switch cause {
            case .msrBitmap(access): true
            case .all(let parts): parts.contains(access)
            default: false
            }
        }
    }
}
