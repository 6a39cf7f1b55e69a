// SPDX-License-Identifier: GPL-2.0-only

/// State that a hypervisor declares: a scalar or an array of fixed size.
public struct StateVariable: Hashable, Sendable {
    /// To whom the state belongs.
    public enum Scope: String, Hashable, Sendable, CaseIterable {
        /// One for each vcpu; only its own exits touch it.
        case vcpu
        /// One for each processor.
        case cpu
        /// One for the whole hypervisor; changed with atomic instructions.
        case vm
    }

    /// What the number of an element means.
    public enum IndexMeaning: String, Hashable, Sendable, CaseIterable {
        case number
        /// A basic exit reason; statistics show its name.
        case exitReason
    }

    /// In lowerCamelCase.
    public let name: String
    public let type: ValueType
    /// Elements of an array; nil for a scalar.
    public let count: Int?
    public let initial: UInt64
    public let scope: Scope
    public let indexMeaning: IndexMeaning
    /// The name that `hvctl stats` shows; nil when it is not exported.
    public let exportName: String?
    /// For kernel-doc.
    public let summary: String
    public let location: SourceLocation

    public init(
        name: String, type: ValueType, count: Int?, initial: UInt64, scope: Scope,
        indexMeaning: IndexMeaning = .number, exportName: String?, summary: String, location: SourceLocation
    ) {
        self.indexMeaning = indexMeaning
        self.name = name
        self.type = type
        self.count = count
        self.initial = initial
        self.scope = scope
        self.exportName = exportName
        self.summary = summary
        self.location = location
    }

    public static func == (left: StateVariable, right: StateVariable) -> Bool {
        left.name == right.name && left.scope == right.scope
    }
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
