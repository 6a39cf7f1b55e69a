// SPDX-License-Identifier: GPL-2.0-only

/// Decides which parts of a handler a stub carries and where it leaves to C.
///
/// The C handler starts over, so a stub may leave only where nothing has happened
/// yet but VMREADs. Constant changes of declared state do not count: a stub does
/// them as late as it can.
///
/// Who resolves a model decides by it which handlers become stubs, and the stub
/// compiler where each of them leaves.
public struct StubCoverage: Sendable {
    /// The routines with field reads spelled out, by name.
    public let routines: [String: Routine]
    /// Names of the routines that inject: rare enough for C, where that is still possible.
    public let injections: Set<String>

    /// - Parameter routines: all of the architecture's, with field reads spelled out.
    public init(routines: [Routine], dispositions: DispositionRoutines) {
        self.routines = Dictionary(routines.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        injections = [dispositions.inject.name, dispositions.injectDuringDelivery.name]
    }

    public init(_ model: ResolvedModel) {
        self.init(routines: model.routines, dispositions: model.architecture.dispositions)
    }

    /// What a stub cannot have.
    public struct Obstacle: Hashable, Sendable {
        public let message: String
        public let location: SourceLocation
    }

    /// What has happened on a path so far.
    public struct Progress: Sendable {
        /// Something that cannot be done twice.
        public var hasEffect: Bool
        /// State variables of the changes that wait.
        public var waiting: [StateVariable]

        public init(hasEffect: Bool = false, waiting: [StateVariable] = []) {
            self.hasEffect = hasEffect
            self.waiting = waiting
        }
    }

    public struct Verdict: Sendable {
        /// Why the statements cannot be carried: something comes after an effect that only C can do.
        public internal(set) var obstacle: Obstacle?
        /// Every path leaves before its first effect.
        public internal(set) var leaves: Bool = false
        /// Some path leaves.
        public internal(set) var mayLeave: Bool = false
        /// No path goes on behind the statements.
        public internal(set) var ends: Bool = false
        /// Steps of the IR that the stub carries, over all of its paths; routines count where they are used.
        public internal(set) var steps: Int = 0
        public internal(set) var progress: Progress

        init(progress: Progress) { self.progress = progress }
    }

    public func verdict(on statements: [Statement], after progress: Progress) -> Verdict {
        var verdict = Verdict(progress: progress)
        for statement: Statement in statements {
            step(statement, &verdict)
            if verdict.obstacle != nil || verdict.leaves || verdict.ends { break }
        }
        return verdict
    }

    private func step(_ statement: Statement, _ verdict: inout Verdict) {
        if readsWaitingState(statement, verdict.progress) { verdict.progress.hasEffect = true }
        if let obstacle = obstacle(statement) {
            if verdict.progress.hasEffect { verdict.obstacle = obstacle } else { leave(&verdict) }
            return
        }
        verdict.steps += 1
        switch statement.kind {
        case .assign, .readField, .discard:
            break
        case .writeField, .setRegister, .cpuid, .readMSR, .writeMSR:
            verdict.progress.hasEffect = true
        case .setState(let variable, _, let value), .addState(let variable, _, let value):
            if value.constantValue == nil {
                verdict.progress.hasEffect = true
            } else {
                verdict.progress.waiting.append(variable)
            }
        case .branch(_, let then, let otherwise):
            join([then, otherwise], &verdict)
        case .select(_, let cases, let otherwise):
            join(cases.map(\.body) + [otherwise], &verdict)
        case .perform(let routine, _):
            if injections.contains(routine.name) && !verdict.progress.hasEffect { return leave(&verdict) }
            let inside: Verdict = self.verdict(on: routines[routine.name]!.body, after: verdict.progress)
            let (mayLeave, steps): (Bool, Int) = (verdict.mayLeave || inside.mayLeave, verdict.steps + inside.steps)
            verdict = inside
            verdict.mayLeave = mayLeave
            verdict.steps = steps
        case .finish:
            verdict.ends = true
        case .setIndexedRegister, .readIndexedRegister, .call, .emit, .end:
            preconditionFailure("an obstacle was overlooked")
        }
    }

    private func leave(_ verdict: inout Verdict) {
        verdict.leaves = true
        verdict.mayLeave = true
    }

    private func join(_ arms: [[Statement]], _ verdict: inout Verdict) {
        let before: Progress = verdict.progress
        let verdicts: [Verdict] = arms.map { self.verdict(on: $0, after: before) }
        if before.hasEffect, let obstacle = verdicts.compactMap(\.obstacle).first {
            verdict.obstacle = obstacle
            return
        }
        let fork: Fork = fork(verdicts, before)
        let staying: [Verdict] = verdicts.filter { !$0.leaves && $0.obstacle == nil }
        let goingOn: [Verdict] = staying.filter { !$0.ends }
        verdict.mayLeave = verdict.mayLeave || fork == .leaving
        verdict.steps += staying.reduce(0) { $0 + $1.steps }
        verdict.leaves = staying.isEmpty
        verdict.ends = !staying.isEmpty && goingOn.isEmpty
        if fork == .quiet { return }
        verdict.progress = Progress(
            hasEffect: goingOn.contains { $0.progress.hasEffect || !$0.progress.waiting.isEmpty })
    }

    /// What arms mean for the changes of state that wait.
    public enum Fork: Sendable {
        /// The arms do nothing that could not be done twice and all go on: what waits goes on waiting.
        case quiet
        /// No path leaves in the arms: what waits is done once, before them.
        case staying
        /// Some path leaves: each arm has to do what waits by itself.
        case leaving
    }

    public func fork(_ arms: [[Statement]], after progress: Progress) -> Fork {
        fork(arms.map { verdict(on: $0, after: progress) }, progress)
    }

    private func fork(_ verdicts: [Verdict], _ before: Progress) -> Fork {
        if verdicts.contains(where: { $0.mayLeave || $0.obstacle != nil }) { return .leaving }
        let isQuiet: Bool = verdicts.allSatisfy {
            !$0.ends && !$0.progress.hasEffect && $0.progress.waiting.count == before.waiting.count
        }
        return isQuiet ? .quiet : .staying
    }

    private func readsWaitingState(_ statement: Statement, _ progress: Progress) -> Bool {
        statement.expressions.contains { $0.reads(progress.waiting) }
    }

    // MARK: What only C does

    private func obstacle(_ statement: Statement) -> Obstacle? {
        func no(_ message: String) -> Obstacle { Obstacle(message: message, location: statement.location) }
        switch statement.kind {
        case .call(let native, _, _): return no("it calls the native \(native.name), which is C")
        case .emit(let event, _): return no("it emits \(event.symbol), and the event ring is C")
        case .setIndexedRegister, .readIndexedRegister:
            return no("it uses a guest register by number, which takes all registers in memory")
        case .finish(.stop), .finish(.fatal): return no("it gives the processor back, which is C")
        case .finish(.leaveToUser): return no("it leaves to the process, which is C")
        case .end: return no("its disposition has not been lowered")
        case .setState(let variable, let index, _), .addState(let variable, let index, _):
            if let reason = obstacle(to: variable, index) { return no(reason) }
        default: break
        }
        for part: Expression in statement.expressions.flatMap(\.parts) {
            switch part {
            case .indexedRegister: return no("it uses a guest register by number")
            case .environment(let value): return no("it uses \(value.path), which only a set-up has")
            case .capability(let msr): return no("it uses \(msr.symbol), which only a set-up has")
            case .machine(let value): return no("it uses \(value.name), which only a check of VM entry has")
            case .field(let field): return no("the read of \(field.symbol) has not been lowered")
            case .state(let variable, let index):
                if let reason = obstacle(to: variable, index) { return no(reason) }
            default: break
            }
        }
        return nil
    }

    private func obstacle(to variable: StateVariable, _ index: Expression?) -> String? {
        if variable.scope != .vcpu {
            return "\(variable.name) is state of the \(variable.scope.rawValue), and stubs reach only the vcpu"
        }
        if let index, index.constantValue == nil {
            return "an index into \(variable.name) is computed, and no address in a stub is"
        }
        return nil
    }
}
