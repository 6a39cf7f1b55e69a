// SPDX-License-Identifier: GPL-2.0-only

/// A step of a handler.
public struct Statement: Hashable, Sendable {
    public indirect enum Kind: Hashable, Sendable {
        /// Sets a variable; the first one on a path declares it.
        case assign(Local, Expression)
        case writeField(VMCSField, Expression)
        /// Sets all 64 bits of a guest register.
        case setRegister(Register, Expression)
        case setIndexedRegister(Expression, Expression)
        /// From here on nobody may rely on what these guest registers hold; they may keep it.
        case discard([Register])
        case setState(StateVariable, index: Expression?, Expression)
        case addState(StateVariable, index: Expression?, Expression)
        /// Executes CPUID in root mode.
        case cpuid(leaf: Expression, subleaf: Expression, eax: Local, ebx: Local, ecx: Local, edx: Local)
        /// RDMSR with an exception-table entry; `faulted` tells whether it raised #GP, `value` is then 0.
        case readMSR(Expression, value: Local, faulted: Local)
        /// WRMSR with an exception-table entry.
        case writeMSR(Expression, Expression, faulted: Local)
        /// Calls a function of the runtime.
        case call(Native, arguments: [Expression], results: [Local])
        /// Puts a record into the event ring of this CPU.
        case emit(EventKind, [Expression])
        case branch(Expression, then: [Statement], else: [Statement])
        case select(Expression, cases: [SwitchCase], otherwise: [Statement])
        case end(Disposition)

        // What only lowering makes.

        /// VMREAD into a variable.
        case readField(VMCSField, into: Local)
        /// Reads a guest register by number, RSP from the VMCS.
        case readIndexedRegister(Expression, into: Local)
        /// Runs a routine; the path ends there if the routine is one that ends paths.
        case perform(Routine, [Expression])
        /// Ends the path: the exit path goes on with this action.
        case finish(ExitAction)
    }

    public let kind: Kind
    public let location: SourceLocation

    public init(_ kind: Kind, at location: SourceLocation) {
        self.kind = kind
        self.location = location
    }

    // Two statements that do the same are equal, wherever they were written.
    public static func == (left: Statement, right: Statement) -> Bool { left.kind == right.kind }
    public func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

/// One arm of a switch: values and closed ranges that it takes.
public struct SwitchCase: Hashable, Sendable {
    public let ranges: [ClosedRange<UInt64>]
    public let body: [Statement]
    public let location: SourceLocation

    public init(_ ranges: [ClosedRange<UInt64>], _ body: [Statement], at location: SourceLocation) {
        self.ranges = ranges
        self.body = body
        self.location = location
    }
}

/// What the exit path does after a handler.
public enum ExitAction: Hashable, Sendable {
    /// VMRESUME.
    case resume
    /// Give the processor back for good: the reason says why.
    case stop(StopReason)
    /// As ``stop``, but because something went wrong.
    case fatal(StopReason)
    /// Return to the process that runs the vcpu.
    case leaveToUser(UserReason)
}

/// Why a hypervisor gives the processor back. The number is part of the ABI of its profile.
public struct StopReason: Hashable, Sendable {
    /// For people, in one line.
    public let message: String
    public init(_ message: String) { self.message = message }
}

/// Why a vcpu leaves to its process.
public struct UserReason: Hashable, Sendable {
    /// As in the uapi header, for example `HALT`.
    public let symbol: String
    public init(_ symbol: String) { self.symbol = symbol }
}

extension StopReason {
    /// For an exit that no handler expects: always reason number 1.
    public static let noHandler: StopReason = StopReason("exit without a handler")
}
