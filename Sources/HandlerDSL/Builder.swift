// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// A step that does not know yet where it was written.
public struct Step {
    let make: (SourceLocation) -> Statement.Kind
    init(_ kind: Statement.Kind) { make = { _ in kind } }
}

/// Collects the steps of a handler, and stamps each with its file and line.
///
/// There is no `buildOptional` and no `buildEither`: a Swift `if` inside a handler
/// would decide at generation time what looks like a decision of the handler, so it
/// does not compile; ``If`` does.
@resultBuilder
public enum HandlerBuilder {
    public static func buildExpression(
        _ step: Step, fileID: StaticString = #fileID, line: UInt = #line
    ) -> [Statement] {
        let location = SourceLocation(fileID, line)
        return [Statement(step.make(location), at: location)]
    }

    /// Steps that a function of a handler library returns, with the places they have there.
    public static func buildExpression(_ statements: [Statement]) -> [Statement] { statements }

    public static func buildBlock(_ parts: [Statement]...) -> [Statement] { parts.flatMap { $0 } }
}

/// Sets a place to a value.
public func <- <P: Place, V: Readable>(place: P, value: V) -> Step where V.Value == P.Value {
    Step(place.assignment(of: value.expression))
}

/// Sets a place to a constant.
public func <- <P: Place>(place: P, value: P.Value) -> Step {
    Step(place.assignment(of: .constant(value.bitPattern, P.Value.type)))
}

/// Adds to declared state; wraps.
public func += <Value: Word>(place: State<Value>, value: Value) -> Step {
    Step(.addState(place.variable, index: nil, .constant(value.bitPattern, Value.type)))
}

/// Adds to an element of declared state; wraps.
public func += <Value: Word>(place: StateElement<Value>, value: Value) -> Step {
    Step(.addState(place.variable, index: place.index, .constant(value.bitPattern, Value.type)))
}

/// Decides at run time.
public func If(
    _ condition: some Readable<Bool>, @HandlerBuilder _ then: () -> [Statement],
    @HandlerBuilder else otherwise: () -> [Statement] = { [] }
) -> Step {
    Step(.branch(condition.expression, then: then(), else: otherwise()))
}

/// Decides among the values of an expression at run time.
///
///     Switch(guest.ecx) {
///         Case(0x3a) { … }
///         Default { … }
///     }
public func Switch<Subject: Readable>(
    _ subject: Subject, @SwitchBuilder _ arms: () -> [SwitchArm]
) -> Step {
    let all: [SwitchArm] = arms()
    let cases: [SwitchCase] = all.compactMap { arm in
        arm.ranges.isEmpty ? nil : SwitchCase(arm.ranges, arm.body, at: arm.location)
    }
    let otherwise: [SwitchArm] = all.filter { $0.ranges.isEmpty }
    precondition(otherwise.count == 1, "a Switch has exactly one Default")
    return Step(.select(subject.expression, cases: cases, otherwise: otherwise[0].body))
}

/// An arm of a ``Switch``.
public struct SwitchArm {
    let ranges: [ClosedRange<UInt64>]
    let body: [Statement]
    let location: SourceLocation
}

@resultBuilder
public enum SwitchBuilder {
    public static func buildExpression(_ arm: SwitchArm) -> [SwitchArm] { [arm] }
    public static func buildExpression(_ arms: [SwitchArm]) -> [SwitchArm] { arms }
    public static func buildBlock(_ parts: [SwitchArm]...) -> [SwitchArm] { parts.flatMap { $0 } }
}

/// The arm for some values.
public func Case(
    _ values: UInt64..., fileID: StaticString = #fileID, line: UInt = #line,
    @HandlerBuilder _ body: () -> [Statement]
) -> SwitchArm {
    SwitchArm(ranges: values.map { $0...$0 }, body: body(), location: SourceLocation(fileID, line))
}

/// The arm for some closed ranges of values.
public func Case(
    in ranges: ClosedRange<UInt64>..., fileID: StaticString = #fileID, line: UInt = #line,
    @HandlerBuilder _ body: () -> [Statement]
) -> SwitchArm {
    SwitchArm(ranges: ranges, body: body(), location: SourceLocation(fileID, line))
}

/// The arm for some runs of MSRs or of other 32-bit values, as a policy lists them.
public func Case(
    in ranges: [ClosedRange<UInt32>], fileID: StaticString = #fileID, line: UInt = #line,
    @HandlerBuilder _ body: () -> [Statement]
) -> SwitchArm {
    SwitchArm(
        ranges: ranges.map { UInt64($0.lowerBound)...UInt64($0.upperBound) }, body: body(),
        location: SourceLocation(fileID, line))
}

/// The arm for all values that no other takes.
public func Default(
    fileID: StaticString = #fileID, line: UInt = #line, @HandlerBuilder _ body: () -> [Statement]
) -> SwitchArm {
    SwitchArm(ranges: [], body: body(), location: SourceLocation(fileID, line))
}
