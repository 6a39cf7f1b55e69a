// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Everything that a handler may do to the machine, on any path: what a test on a
/// simulated machine holds the generated C to.
public struct HandlerEffects: Encodable, Sendable {
    /// An end that a path may have. `reason` is the number of a stop reason, `user` the symbol
    /// of a user reason.
    public struct Action: Encodable, Hashable, Sendable {
        public let what: String
        public let reason: Int?
        public let user: String?
    }

    public let hypervisor: String
    public let exit: String
    public let number: Int
    public let fieldsRead: [String]
    public let fieldsWritten: [String]
    /// A number, `register rcx` for bits 31:0 of a register as it was at the exit, or `any`.
    public let msrsRead: [String]
    public let msrsWritten: [String]
    public let executesCPUID: Bool
    /// Names of registers, or `any`.
    public let registersWritten: [String]
    public let stateWritten: [String]
    public let natives: [String]
    /// Numbers of the kinds of events.
    public let events: [Int]
    public let actions: [Action]
    /// What values are compared with, and the bounds of the cases of switches: inputs that matter.
    public let constants: [String]

    public init(
        of handler: ResolvedHypervisor.LoweredHandler, in hypervisor: ResolvedHypervisor, routines: [Routine]
    ) {
        var collector = EffectsCollector(routines: routines, stopReasons: hypervisor.stopReasons)
        collector.visit(handler.body)
        self.hypervisor = hypervisor.name
        exit = handler.reason.name
        number = Int(handler.reason.number)
        fieldsRead = collector.fieldsRead
        fieldsWritten = collector.fieldsWritten
        msrsRead = collector.msrsRead
        msrsWritten = collector.msrsWritten
        executesCPUID = collector.executesCPUID
        registersWritten = collector.registersWritten
        stateWritten = collector.stateWritten
        natives = collector.natives
        events = collector.events
        actions = collector.actions
        constants = collector.constants.map { hexadecimal($0) }
    }
}

private struct EffectsCollector {
    let routines: [Routine]
    let stopReasons: [StopReason]
    var fieldsRead: [String] = []
    var fieldsWritten: [String] = []
    var msrsRead: [String] = []
    var msrsWritten: [String] = []
    var executesCPUID: Bool = false
    var registersWritten: [String] = []
    var stateWritten: [String] = []
    var natives: [String] = []
    var events: [Int] = []
    var actions: [HandlerEffects.Action] = []
    var constants: [UInt64] = []
    /// Where the guest's RSP is: a register by number may be it.
    private static let stackPointer: String = "GUEST_RSP"

    init(routines: [Routine], stopReasons: [StopReason]) {
        self.routines = routines
        self.stopReasons = stopReasons
    }

    mutating func visit(_ body: [Statement]) {
        for statement: Statement in body {
            visit(statement)
            for block: [Statement] in statement.blocks { visit(block) }
        }
    }

    private func add<Value: Equatable>(_ value: Value, to list: inout [Value]) {
        if !list.contains(value) { list.append(value) }
    }

    private mutating func addConstants(of expression: Expression) {
        for operand: Expression in expression.operands { addConstants(of: operand) }
        guard case .compare(_, let left, let right) = expression else { return }
        for value: UInt64 in [left, right].compactMap(\.constantValue) { add(value, to: &constants) }
    }

    private mutating func visit(_ statement: Statement) {
        for expression: Expression in statement.expressions { addConstants(of: expression) }
        switch statement.kind {
        case .readField(let field, _): add(field.symbol, to: &fieldsRead)
        case .writeField(let field, _): add(field.symbol, to: &fieldsWritten)
        case .readIndexedRegister: add(Self.stackPointer, to: &fieldsRead)
        case .setIndexedRegister:
            add(Self.stackPointer, to: &fieldsWritten)
            add("any", to: &registersWritten)
        case .setRegister(let register, _): add(register.rawValue, to: &registersWritten)
        case .setState(let variable, _, _), .addState(let variable, _, _): add(variable.name, to: &stateWritten)
        case .cpuid: executesCPUID = true
        case .readMSR(let address, _, _): add(Self.text(address), to: &msrsRead)
        case .writeMSR(let address, _, _): add(Self.text(address), to: &msrsWritten)
        case .call(let native, _, _): add(native.name, to: &natives)
        case .emit(let kind, _): add(Int(kind.number), to: &events)
        case .perform(let routine, _):
            if let body = routines.first(where: { $0.name == routine.name })?.body { visit(body) }
        case .finish(let action): add(self.action(action), to: &actions)
        case .select(_, let cases, _):
            for range: ClosedRange<UInt64> in cases.flatMap(\.ranges) {
                add(range.lowerBound, to: &constants)
                add(range.upperBound, to: &constants)
            }
        case .discard(let registers):
            // A stub leaves anything there.
            for register: Register in registers { add(register.rawValue, to: &registersWritten) }
        case .assign, .branch, .end: break
        }
    }

    private static func text(_ address: Expression) -> String {
        switch address {
        case .constant(let value, _): hexadecimal(value)
        case .convert(.register(let register), .u32): "register \(register.rawValue)"
        default: "any"
        }
    }

    private func action(_ action: ExitAction) -> HandlerEffects.Action {
        func number(_ reason: StopReason) -> Int? { stopReasons.firstIndex(of: reason).map { $0 + 1 } }
        switch action {
        case .resume: return HandlerEffects.Action(what: "resume", reason: nil, user: nil)
        case .stop(let reason): return HandlerEffects.Action(what: "stop", reason: number(reason), user: nil)
        case .fatal(let reason): return HandlerEffects.Action(what: "fatal", reason: number(reason), user: nil)
        case .leaveToUser(let reason):
            return HandlerEffects.Action(what: "user", reason: nil, user: reason.symbol)
        }
    }
}
