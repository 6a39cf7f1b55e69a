// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What the closure of ``On`` gets: the exit's own words, by the names of their bits.
public struct ExitContext<Qualification: BitLayout, Information: BitLayout> {
    /// The bits of the exit qualification.
    public let qualification: LayoutReader<Qualification>
    /// The bits of the VM-exit instruction information.
    public let information: LayoutReader<Information>

    init(_ exit: Exit<Qualification, Information>) {
        qualification = LayoutReader(.field(exit.sources.qualification))
        information = LayoutReader(.field(exit.sources.instructionInformation))
    }
}

/// Reads the parts of a word by the key paths of its layout: a typing error does not compile.
@dynamicMemberLookup
public struct LayoutReader<Layout: BitLayout> {
    private let expression: Expression
    private let layout: Layout = Layout()

    init(_ expression: Expression) { self.expression = expression }

    public subscript<Value: Word>(dynamicMember path: KeyPath<Layout, BitField<Value>>) -> Expr<Value> {
        let field: BitField<Value> = layout[keyPath: path]
        if expression.type == .u64 { return Expr<UInt64>(expression).bits(field) }
        return Expr<UInt32>(expression).bits(field)
    }
}

/// Handles exits for one reason; the closure gets the exit's own words.
///
/// - Parameters:
///   - form: `.stub` for a handler that has to be an assembly stub, `.c` for one that must not; else what fits.
///   - rate: how often exits for the reason are expected, on the scale of `ExitReason.rate`.
public func On<Qualification: BitLayout, Information: BitLayout>(
    _ exit: Exit<Qualification, Information>, as form: Handler.Form? = nil, rate: UInt32? = nil,
    fileID: StaticString = #fileID, line: UInt = #line,
    @HandlerBuilder _ body: (ExitContext<Qualification, Information>) -> [Statement]
) -> HypervisorPart {
    HypervisorPart(
        .handler(
            Handler(
                reason: exit.declaration, form: form, rate: rate, body: body(ExitContext(exit)),
                location: SourceLocation(fileID, line))))
}

/// Handles exits for one reason that needs none of the exit's own words.
public func On<Qualification: BitLayout, Information: BitLayout>(
    _ exit: Exit<Qualification, Information>, as form: Handler.Form? = nil, rate: UInt32? = nil,
    fileID: StaticString = #fileID, line: UInt = #line, @HandlerBuilder _ body: () -> [Statement]
) -> HypervisorPart {
    HypervisorPart(
        .handler(
            Handler(
                reason: exit.declaration, form: form, rate: rate, body: body(),
                location: SourceLocation(fileID, line))))
}

/// Writes fields of the VMCS when a vcpu is set up, after the controls.
public func Setup(@HandlerBuilder _ body: () -> [Statement]) -> HypervisorPart { HypervisorPart(.setup(body())) }

/// What every handler does first, for example counting.
///
///     OnEveryExit { reason in exits[reason] += 1 }
public func OnEveryExit(@HandlerBuilder _ body: @escaping (UInt32) -> [Statement]) -> HypervisorPart {
    HypervisorPart(.prologue { reason in body(UInt32(reason.number)) })
}
