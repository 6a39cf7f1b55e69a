// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// A variable of a handler. Its name becomes the name of the C variable.
public struct Variable<Value: Word>: Place, Sendable {
    public let local: Local

    /// - Parameter name: in lowerCamelCase, unlike any other in the handler.
    public init(_ name: String) { local = Local(name, Value.type) }

    public var expression: Expression { .local(local) }

    public func assignment(of value: Expression) -> Statement.Kind { .assign(local, value) }
}

/// Declared state: one value.
public struct State<Value: Word>: Place, Sendable {
    public let variable: StateVariable

    public init(
        _ name: String, _ summary: String, scope: StateVariable.Scope = .vcpu, initial: Value? = nil,
        export: String? = nil, fileID: StaticString = #fileID, line: UInt = #line
    ) {
        variable = StateVariable(
            name: name, type: Value.type, count: nil, initial: initial?.bitPattern ?? 0, scope: scope,
            exportName: export, summary: summary, location: SourceLocation(fileID, line))
    }

    public var expression: Expression { .state(variable, index: nil) }

    public func assignment(of value: Expression) -> Statement.Kind { .setState(variable, index: nil, value) }
}

/// Declared state: an array of fixed size. The verifier wants a proof that an index is in range.
public struct StateArray<Value: Word>: Sendable {
    public let variable: StateVariable

    public init(
        _ name: String, _ summary: String, count: Int, indexedBy meaning: StateVariable.IndexMeaning = .number,
        scope: StateVariable.Scope = .vcpu, initial: Value? = nil, export: String? = nil,
        fileID: StaticString = #fileID, line: UInt = #line
    ) {
        variable = StateVariable(
            name: name, type: Value.type, count: count, initial: initial?.bitPattern ?? 0, scope: scope,
            indexMeaning: meaning, exportName: export, summary: summary, location: SourceLocation(fileID, line))
    }

    /// The element with that number.
    public subscript<Index: Readable>(index: Index) -> StateElement<Value> {
        StateElement(variable: variable, index: index.expression)
    }

    public subscript(index: UInt32) -> StateElement<Value> {
        StateElement(variable: variable, index: .constant(UInt64(index), .u32))
    }
}

/// One element of a ``StateArray``.
public struct StateElement<Value: Word>: Place, Sendable {
    let variable: StateVariable
    let index: Expression

    public var expression: Expression { .state(variable, index: index) }

    public func assignment(of value: Expression) -> Statement.Kind { .setState(variable, index: index, value) }
}
