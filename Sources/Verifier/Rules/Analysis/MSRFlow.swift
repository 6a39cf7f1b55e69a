// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Which MSRs get where in the handler of an instruction that accesses one.
///
/// RDMSR and WRMSR have its number in ECX, all others in the exit qualification: SDM volume 3, "Exit Qualification".
struct MSRFlow {
    private let access: MSRAccess
    private let handler: Handler
    private let context: RuleContext
    /// MSRs whose accesses exit.
    private let intercepted: RangeSet
    private let rules: [MSRRule]
    /// Variables that hold the number as it was at the exit.
    private var selectors: Set<Local> = []
    /// Controls that are 0 where the walk is.
    private var clear: Set<ControlID> = []
    private var found: [Diagnostic] = []

    private static let everyMSR = RangeSet([0...0xffff_ffff])

    init(_ access: MSRAccess, _ handler: Handler, _ context: RuleContext) {
        self.access = access
        self.handler = handler
        self.context = context
        rules = context.hypervisor.msrRules.filter { $0.accesses.contains(access) }
        let named = RangeSet(rules.map { UInt64($0.range.lowerBound)...UInt64($0.range.upperBound) })
        intercepted =
            context.knowledge.isAlwaysSet(Manual.useMSRBitmaps)
            ? named.union(Self.everyMSR.subtracting(Manual.msrBitmapRanges)) : Self.everyMSR
    }

    mutating func run() -> [Diagnostic] {
        _ = walk(handler.body, intercepted)
        return found
    }

    /// - Returns: MSRs with which the end is reached; nil when no path gets there.
    private mutating func walk(_ statements: [Statement], _ msrs: RangeSet) -> RangeSet? {
        var msrs: RangeSet = msrs
        for statement: Statement in statements {
            guard !msrs.isEmpty, let next = step(statement, msrs) else { return nil }
            msrs = next
        }
        return msrs
    }

    private mutating func step(_ statement: Statement, _ msrs: RangeSet) -> RangeSet? {
        switch statement.kind {
        case .assign(let local, let value):
            if isSelector(value) { selectors.insert(local) } else { selectors.remove(local) }
        case .branch(let condition, let then, let otherwise):
            reportNeverTrue(condition, at: statement.location)
            let (holds, fails) = split(condition)
            return Self.join(
                walk(then, msrs.intersection(holds), clear: Self.controlsClear(when: condition, is: true)),
                walk(otherwise, msrs.intersection(fails), clear: Self.controlsClear(when: condition, is: false)))
        case .select(let subject, let cases, let otherwise):
            return select(subject, cases, otherwise, msrs)
        case .readMSR(let address, _, _):
            reportWrongPlace(address, msrs, at: statement.location)
        case .writeMSR(let address, _, _):
            reportWrongPlace(address, msrs, at: statement.location)
        case .end(.fatal):
            reportFatal(msrs, at: statement.location)
            return nil
        case .end, .finish:
            return nil
        case .perform(let routine, _) where routine.endsPath:
            return nil
        default:
            for local: Local in statement.assignedLocals { selectors.remove(local) }
        }
        return msrs
    }

    /// Walks an arm in which further controls are known to be 0.
    private mutating func walk(_ statements: [Statement], _ msrs: RangeSet, clear more: [ControlID]) -> RangeSet? {
        let before: Set<ControlID> = clear
        defer { clear = before }
        clear.formUnion(more)
        return walk(statements, msrs)
    }

    private static func controlsClear(when condition: Expression, is value: Bool) -> [ControlID] {
        switch condition {
        case .enabled(let control): value ? [] : [control.id]
        case .not(let operand): controlsClear(when: operand, is: !value)
        default: []
        }
    }

    private mutating func select(
        _ subject: Expression, _ cases: [SwitchCase], _ otherwise: [Statement], _ msrs: RangeSet
    ) -> RangeSet? {
        var result: RangeSet?
        guard isSelector(subject) else {
            for body: [Statement] in cases.map(\.body) + [otherwise] { result = Self.join(result, walk(body, msrs)) }
            return result
        }
        // Joined once, behind them all: a policy may have thousands of arms.
        var ends: [ClosedRange<UInt64>] = []
        var goesOn = false
        func goOn(_ msrs: RangeSet?) {
            goesOn = goesOn || msrs != nil
            ends += msrs?.ranges ?? []
        }
        for arm: SwitchCase in cases {
            let values = RangeSet(arm.ranges)
            for dead: ClosedRange<UInt64> in values.subtracting(intercepted).ranges {
                reportNotIntercepted(dead, at: arm.location)
            }
            goOn(walk(arm.body, msrs.intersection(values)))
        }
        goOn(walk(otherwise, msrs.subtracting(RangeSet(cases.flatMap(\.ranges)))))
        return goesOn ? RangeSet(ends) : nil
    }

    private static func join(_ first: RangeSet?, _ second: RangeSet?) -> RangeSet? {
        guard let first else { return second }
        return second.map(first.union) ?? first
    }

    // MARK: Conditions

    private var isInQualification: Bool { ![Manual.rdmsr, Manual.wrmsr].contains(handler.reason.number) }

    private func isSelector(_ expression: Expression) -> Bool {
        switch expression {
        case .register(.rcx): !isInQualification
        case .field(Manual.exitQualification): isInQualification
        case .local(let local): selectors.contains(local)
        case .convert(let operand, let type): type.bits >= 32 && isSelector(operand)
        case .binary(.and, let operand, .constant(0xffff_ffff, _)): isSelector(operand)
        default: false
        }
    }

    /// MSRs with which a condition may hold, and with which it may not.
    private func split(_ condition: Expression) -> (holds: RangeSet, fails: RangeSet) {
        let every: RangeSet = Self.everyMSR
        switch condition {
        case .not(let operand):
            let (holds, fails) = split(operand)
            return (fails, holds)
        case .binary(.and, let left, let right):
            let (first, second) = (split(left), split(right))
            return (first.holds.intersection(second.holds), first.fails.union(second.fails))
        case .binary(.or, let left, let right):
            let (first, second) = (split(left), split(right))
            return (first.holds.union(second.holds), first.fails.intersection(second.fails))
        case .compare(let comparison, let subject, .constant(let value, _)) where isSelector(subject):
            guard let holds = Self.values(comparison, value) else { return (every, every) }
            return (holds, every.subtracting(holds))
        default:
            return (every, every)
        }
    }

    private static func values(_ comparison: Comparison, _ value: UInt64) -> RangeSet? {
        guard value <= 0xffff_ffff else { return nil }
        let below: RangeSet = value == 0 ? .empty : RangeSet([0...(value - 1)])
        switch comparison {
        case .equal: return RangeSet([value...value])
        case .notEqual: return everyMSR.subtracting(RangeSet([value...value]))
        case .less: return below
        case .lessOrEqual: return RangeSet([0...value])
        case .greater: return everyMSR.subtracting(RangeSet([0...value]))
        case .greaterOrEqual: return everyMSR.subtracting(below)
        }
    }

    // MARK: Reports

    private mutating func reportNeverTrue(_ condition: Expression, at location: SourceLocation) {
        var constants: [UInt64] = []
        condition.forEach { part in
            guard case .compare(let comparison, let subject, .constant(let value, _)) = part else { return }
            if comparison == .equal || comparison == .notEqual, isSelector(subject) { constants.append(value) }
        }
        for value: UInt64 in constants where !intercepted.contains(value) {
            reportNotIntercepted(value...value, at: location)
        }
    }

    private mutating func reportNotIntercepted(_ range: ClosedRange<UInt64>, at location: SourceLocation) {
        let words: String = MSRPolicy.words(range)
        found.append(
            Diagnostic(
                .msrPolicy, "\(words) is handled here, but its \(access.rawValue)s do not exit", at: location,
                suggestion: "add an Intercept(…, .\(access.rawValue)) for \(words), or take the arm away",
                notes: rules.prefix(1).map { Diagnostic.Note("the policy's first rule is here", at: $0.location) }))
    }

    private mutating func reportFatal(_ msrs: RangeSet, at location: SourceLocation) {
        for rule: MSRRule in rules {
            let range = RangeSet([UInt64(rule.range.lowerBound)...UInt64(rule.range.upperBound)])
            guard let first = msrs.intersection(range).ranges.first else { continue }
            found.append(
                Diagnostic(
                    .msrPolicy,
                    "\(access.rawValue)s of \(rule.name) are intercepted, but the handler ends fatally for "
                        + MSRPolicy.words(first),
                    at: rule.location, suggestion: "handle \(rule.name) in \"\(handler.reason.name)\"",
                    notes: [Diagnostic.Note("the path ends here", at: location)]))
        }
    }

    private mutating func reportWrongPlace(_ address: Expression, _ msrs: RangeSet, at location: SourceLocation) {
        let named: RangeSet
        if isSelector(address) {
            named = msrs
        } else if let value = address.constantValue {
            named = RangeSet([value...value])
        } else {
            return
        }
        for msr: ModelSpecificRegister in context.architecture.msrs where named.contains(UInt64(msr.address)) {
            guard let field = msr.guestField, isInUse(msr) else { continue }
            found.append(
                Diagnostic(
                    .msrPolicy,
                    "\(msr.name) is passed through to the register, but the guest's value is in \(field.symbol)",
                    at: location, section: #"SDM volume 3, "Guest Register State""#,
                    suggestion: access == .read ? "read \(field.symbol)" : "write \(field.symbol)",
                    notes: [Diagnostic.Note("\(msr.name) is declared here", at: msr.location)]))
        }
    }

    /// Whether VM entry loads the field: without the control that makes it do so, guest and
    /// root share the register.
    private func isInUse(_ msr: ModelSpecificRegister) -> Bool {
        msr.loadedBy.map { context.knowledge.mayBeSet($0) && !clear.contains($0) } ?? true
    }
}
