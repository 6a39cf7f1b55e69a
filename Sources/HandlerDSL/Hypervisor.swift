// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// One thing that a hypervisor declares.
public struct HypervisorPart {
    enum Kind {
        case control(ControlRequest)
        case owned(OwnedControlRegisterBits)
        case msr(MSRRule)
        case exception(InterceptedException)
        case state(StateVariable)
        case hypercall(Hypercall)
        case handler(Handler)
        case setup([Statement])
        case prologue((ExitReason) -> [Statement])
    }

    let kind: Kind
    init(_ kind: Kind) { self.kind = kind }
}

@resultBuilder
public enum HypervisorBuilder {
    public static func buildExpression(_ part: HypervisorPart) -> [HypervisorPart] { [part] }
    public static func buildExpression(_ parts: [HypervisorPart]) -> [HypervisorPart] { parts }
    public static func buildBlock(_ parts: [HypervisorPart]...) -> [HypervisorPart] { parts.flatMap { $0 } }
}

/// Describes a hypervisor.
///
/// - Parameters:
///   - name: what `hvctl start` takes: a C identifier in lower case.
///   - mode: who the guest is.
///   - summary: one line for `hvctl list`.
public func Hypervisor(
    _ name: String, mode: HypervisorDescription.Mode, _ summary: String, isTestOnly: Bool = false,
    fileID: StaticString = #fileID, line: UInt = #line,
    @HypervisorBuilder _ parts: () -> [HypervisorPart]
) -> HypervisorDescription {
    var controls: [ControlRequest] = []
    var owned: [OwnedControlRegisterBits] = []
    var msrs: [MSRRule] = []
    var exceptions: [InterceptedException] = []
    var states: [StateVariable] = []
    var hypercalls: [Hypercall] = []
    var handlers: [Handler] = []
    var setup: [Statement] = []
    var prologues: [(ExitReason) -> [Statement]] = []
    for part: HypervisorPart in parts() {
        switch part.kind {
        case .control(let request): controls.append(request)
        case .owned(let bits): owned.append(bits)
        case .msr(let rule): msrs.append(rule)
        case .exception(let exception): exceptions.append(exception)
        case .state(let variable): states.append(variable)
        case .hypercall(let hypercall): hypercalls.append(hypercall)
        case .handler(let handler): handlers.append(handler)
        case .setup(let statements): setup += statements
        case .prologue(let make): prologues.append(make)
        }
    }
    handlers = handlers.map { handler in
        Handler(
            reason: handler.reason, form: handler.form, rate: handler.rate,
            body: prologues.flatMap { $0(handler.reason) } + handler.body, location: handler.location)
    }
    return HypervisorDescription(
        name: name, summary: summary, mode: mode, isTestOnly: isTestOnly, controls: controls, ownedBits: owned,
        msrRules: msrs, interceptedExceptions: exceptions, states: states, hypercalls: hypercalls,
        handlers: handlers, setup: setup, location: SourceLocation(fileID, line))
}

private func requests(
    _ controls: [Control], _ level: ControlRequest.Level, _ fileID: StaticString, _ line: UInt
) -> [HypervisorPart] {
    controls.map {
        HypervisorPart(.control(ControlRequest($0.declaration, level, at: SourceLocation(fileID, line))))
    }
}

/// Controls without which the hypervisor does not start.
public func Require(
    _ controls: Control..., fileID: StaticString = #fileID, line: UInt = #line
) -> [HypervisorPart] {
    requests(controls, .required, fileID, line)
}

/// Controls that are set where the processor allows them; handlers ask `enabled`.
public func Prefer(
    _ controls: Control..., fileID: StaticString = #fileID, line: UInt = #line
) -> [HypervisorPart] {
    requests(controls, .preferred, fileID, line)
}

/// Controls that must be 1 where CPUID shows a feature, so that the guest can use what it sees.
public func Require(
    _ control: Control, whenGuestSees feature: CPUIDFeature, fileID: StaticString = #fileID, line: UInt = #line
) -> [HypervisorPart] {
    requests([control], .whenCPUID(feature), fileID, line)
}

/// Takes bits of CR4: the guest reads them from a shadow, and a MOV that would change them exits.
///
/// - Parameter showing: whether the guest first sees the register's own bits, or zeroes.
public func OwnCR4(
    _ mask: UInt64, _ name: String, showing: OwnedShadow, fileID: StaticString = #fileID, line: UInt = #line
) -> HypervisorPart {
    owned(.cr4, mask, name, showing, fileID, line)
}

/// Takes bits of CR0.
public func OwnCR0(
    _ mask: UInt64, _ name: String, showing: OwnedShadow, fileID: StaticString = #fileID, line: UInt = #line
) -> HypervisorPart {
    owned(.cr0, mask, name, showing, fileID, line)
}

/// What the guest sees of bits that the hypervisor owns.
public enum OwnedShadow: Sendable {
    case ownValue
    case zero
}

private func owned(
    _ register: OwnedControlRegisterBits.Register, _ mask: UInt64, _ name: String, _ shadow: OwnedShadow,
    _ fileID: StaticString, _ line: UInt
) -> HypervisorPart {
    HypervisorPart(
        .owned(
            OwnedControlRegisterBits(
                register: register, mask: mask, name: name, showsOwnValue: shadow == .ownValue,
                location: SourceLocation(fileID, line))))
}

/// Makes accesses to an MSR exit.
public func Intercept(
    _ msr: ModelSpecificRegister, _ accesses: MSRAccess..., fileID: StaticString = #fileID, line: UInt = #line
) -> HypervisorPart {
    HypervisorPart(
        .msr(
            MSRRule(
                name: msr.name, range: msr.address...msr.address, accesses: accesses,
                location: SourceLocation(fileID, line))))
}

/// Makes accesses to a run of MSRs exit.
public func Intercept(
    _ name: String, _ range: ClosedRange<UInt32>, _ accesses: MSRAccess..., fileID: StaticString = #fileID,
    line: UInt = #line
) -> HypervisorPart {
    HypervisorPart(
        .msr(MSRRule(name: name, range: range, accesses: accesses, location: SourceLocation(fileID, line))))
}

/// Makes an exception exit.
public func InterceptException(
    _ vector: UInt8, fileID: StaticString = #fileID, line: UInt = #line
) -> HypervisorPart {
    HypervisorPart(.exception(InterceptedException(vector: vector, location: SourceLocation(fileID, line))))
}

/// Declares state that handlers use.
public func Declare<Value: Word>(_ state: State<Value>) -> HypervisorPart { HypervisorPart(.state(state.variable)) }

/// Declares an array of state that handlers use.
public func Declare<Value: Word>(_ state: StateArray<Value>) -> HypervisorPart {
    HypervisorPart(.state(state.variable))
}

/// Documents a hypercall that the VMCALL handler answers.
public func Answers(_ hypercall: Hypercall) -> HypervisorPart { HypervisorPart(.hypercall(hypercall)) }
