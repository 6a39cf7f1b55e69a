// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension StubSelector {
    /// What the path is like where arms begin, and behind them.
    private struct Fork {
        /// Changes of state that each arm has to do.
        let waiting: [(variable: StateVariable, step: StubStep)]
        /// Changes of state that go on waiting behind the arms.
        let stillWaiting: [(variable: StateVariable, step: StubStep)]
        let hasEffect: Bool
        let join: Int
        /// Whether an arm that goes on has had an effect.
        var joinHasEffect: Bool = false
        var isJoined: Bool = false
    }

    // MARK: Two ways

    mutating func select(
        condition: Expression, _ then: [Statement], _ otherwise: [Statement]
    ) throws(StubFailure) {
        if let known = condition.constantValue { return try select(known != 0 ? then : otherwise) }
        let thenLeaves: Bool = try leaves(then)
        let otherwiseLeaves: Bool = try leaves(otherwise)
        var fork: Fork = makeFork([then, otherwise], "after_" + self.subject(of: condition))
        let thenIsHot: Bool = LikelyPath.isThenLikely(
            then, otherwise, thenLeaves: thenLeaves, otherwiseLeaves: otherwiseLeaves)
        let subject: String = self.subject(of: condition)
        let thenBlock: Int = thenLeaves ? slow : makeBlock("if_" + subject)
        let otherwiseBlock: Int =
            otherwiseLeaves
            ? slow : otherwise.isEmpty && fork.waiting.isEmpty ? fork.join : makeBlock("unless_" + subject)
        branch(on: condition, ifTrue: thenBlock, ifFalse: otherwiseBlock, trueIsHot: thenIsHot)
        if otherwiseBlock == fork.join {
            fork.isJoined = true
            fork.joinHasEffect = hasEffect
        } else if !otherwiseLeaves {
            try selectArm(otherwise, at: otherwiseBlock, &fork)
        }
        if !thenLeaves { try selectArm(then, at: thenBlock, &fork) }
        resumeBehind(fork)
    }

    /// Ends the current block by going to one of two others.
    mutating func branch(on condition: Expression, ifTrue: Int, ifFalse: Int, trueIsHot: Bool) {
        switch condition {
        case .constant(let value, _):
            end(.jump(value != 0 ? ifTrue : ifFalse))
        case .not(let operand) where condition.type == .bool:
            branch(on: operand, ifTrue: ifFalse, ifFalse: ifTrue, trueIsHot: !trueIsHot)
        case .binary(.and, let left, let right) where condition.type == .bool:
            let rest: Int = makeBlock("and_" + subject(of: right))
            branch(on: left, ifTrue: rest, ifFalse: ifFalse, trueIsHot: trueIsHot)
            open(rest)
            branch(on: right, ifTrue: ifTrue, ifFalse: ifFalse, trueIsHot: trueIsHot)
        case .binary(.or, let left, let right) where condition.type == .bool:
            let rest: Int = makeBlock("or_" + subject(of: right))
            branch(on: left, ifTrue: ifTrue, ifFalse: rest, trueIsHot: trueIsHot)
            open(rest)
            branch(on: right, ifTrue: ifTrue, ifFalse: ifFalse, trueIsHot: trueIsHot)
        default:
            let holds: StubCondition = self.condition(condition)
            end(
                trueIsHot
                    ? .branch(holds.negated, cold: ifFalse, hot: ifTrue) : .branch(holds, cold: ifTrue, hot: ifFalse))
        }
    }

    // MARK: Many ways

    mutating func select(
        subject: Expression, _ cases: [SwitchCase], _ otherwise: [Statement]
    ) throws(StubFailure) {
        if let known = subject.constantValue {
            let taken: SwitchCase? = cases.first { $0.ranges.contains { $0.contains(known) } }
            return try select(taken?.body ?? otherwise)
        }
        let bodies: [[Statement]] = cases.map(\.body) + [otherwise]
        var fork: Fork = makeFork(bodies, "answered")
        let value: StubOperand = comparable(subject, StubWidth(computing: subject.type))
        var blocks: [Int] = []
        for (position, body) in bodies.enumerated() {
            let isLast: Bool = position == cases.count
            let suffix: String =
                isLast ? "other" : CName.hexadecimal(cases[position].ranges.first?.lowerBound ?? 0)
            blocks.append(try leaves(body) ? slow : makeBlock(suffix))
        }
        var chain = StubSwitch(
            arms: zip(cases, blocks).flatMap { arm, block in arm.ranges.map { StubSwitch.Arm(range: $0, block: block) }
            },
            otherwise: blocks.last!, type: subject.type)
        chain.otherwiseIsLikely =
            (blocks.last != slow && otherwise.asksProcessor) || blocks.dropLast().allSatisfy { $0 == slow }
        decide(chain, on: value)
        for (body, block) in zip(bodies, blocks).reversed() where block != slow {
            try selectArm(body, at: block, &fork, isAnswer: true)
        }
        resumeBehind(fork)
    }

    // MARK: Arms

    /// Whether an arm that starts here goes to C as a whole.
    private func leaves(_ body: [Statement]) throws(StubFailure) -> Bool {
        let verdict: StubCoverage.Verdict = coverage.verdict(on: body, after: progress)
        if let obstacle = verdict.obstacle, hasEffect { throw failure(obstacle) }
        return verdict.leaves || verdict.obstacle != nil
    }

    private mutating func makeFork(_ bodies: [[Statement]], _ join: String) -> Fork {
        let kind: StubCoverage.Fork = coverage.fork(bodies, after: progress)
        if kind == .staying && !waiting.isEmpty { startEffect() }
        return Fork(
            waiting: kind == .leaving ? waiting : [], stillWaiting: kind == .quiet ? waiting : [],
            hasEffect: hasEffect, join: makeBlock(join))
    }

    /// What a condition asks about first, for a label.
    private func subject(of condition: Expression) -> String {
        for part: Expression in condition.parts {
            switch part {
            case .local(let local): return CName.snake(local.name)
            case .register(let register): return register.rawValue
            case .state(let variable, _): return CName.snake(variable.name)
            case .enabled(let control): return control.symbol.lowercased()
            default: break
            }
        }
        return "so"
    }

    /// - Parameter isAnswer: whether the arm is one of many, none of which is rare.
    private mutating func selectArm(
        _ body: [Statement], at block: Int, _ fork: inout Fork, isAnswer: Bool = false
    ) throws(StubFailure) {
        open(block)
        waiting = fork.waiting
        hasEffect = fork.hasEffect
        try select(body)
        if !pathIsOpen { return }
        if !waiting.isEmpty { startEffect() }
        fork.isJoined = true
        fork.joinHasEffect = fork.joinHasEffect || hasEffect
        graph.blocks[current].mayRepeatTail = isAnswer
        close(to: fork.join)
    }

    private mutating func resumeBehind(_ fork: Fork) {
        waiting = fork.stillWaiting
        hasEffect = fork.joinHasEffect
        if fork.isJoined { open(fork.join) } else { pathIsOpen = false }
    }
}

extension Array where Element == Statement {
    /// Whether some way through the statements has the processor do what was asked for.
    var asksProcessor: Bool {
        var found = false
        forEachStatement { statement in
            switch statement.kind {
            case .cpuid, .readMSR, .writeMSR: found = true
            default: break
            }
        }
        return found
    }
}
