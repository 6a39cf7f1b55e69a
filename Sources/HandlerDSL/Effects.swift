// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Executes CPUID in root mode and puts its four results into variables.
public func ExecuteCPUID(
    leaf: some Readable<UInt32>, subleaf: some Readable<UInt32>, eax: Variable<UInt32>, ebx: Variable<UInt32>,
    ecx: Variable<UInt32>, edx: Variable<UInt32>
) -> Step {
    Step(
        .cpuid(
            leaf: leaf.expression, subleaf: subleaf.expression, eax: eax.local, ebx: ebx.local, ecx: ecx.local,
            edx: edx.local))
}

/// RDMSR; `faulted` tells whether the processor raised #GP, `value` is then 0.
public func ReadMSR(
    _ address: some Readable<UInt32>, value: Variable<UInt64>, faulted: Variable<Bool>
) -> Step {
    Step(.readMSR(address.expression, value: value.local, faulted: faulted.local))
}

/// WRMSR; `faulted` tells whether the processor raised #GP.
public func WriteMSR(
    _ address: some Readable<UInt32>, _ value: some Readable<UInt64>, faulted: Variable<Bool>
) -> Step {
    Step(.writeMSR(address.expression, value.expression, faulted: faulted.local))
}

/// Calls a function of the runtime. Arguments and results are in the order of its declaration.
public func Call(_ native: Native, _ arguments: [Expression] = [], results: [Local] = []) -> Step {
    Step(.call(native, arguments: arguments, results: results))
}

/// Puts a record into the event ring of this CPU: at most four words.
public func Emit(_ event: EventKind, _ words: any Readable...) -> Step {
    let expressions: [Expression] = words.map { word in
        let expression: Expression = word.expression
        return expression.type == .u64 ? expression : .convert(expression, .u64)
    }
    return Step(.emit(event, expressions))
}

/// From here on nobody may rely on what these guest registers hold: a convention says that the guest has given
/// them up. C leaves them alone, a stub works with them.
public func Discard(_ registers: RegisterPlace...) -> Step { Step(.discard(registers.map(\.register))) }

/// The instruction is done: go on behind it.
public func Advance() -> Step { Step(.end(.advance)) }

/// Go on at the guest's RIP as it is.
public func Resume() -> Step { Step(.end(.resume)) }

/// Deliver an event to the guest.
public func Inject(_ event: InjectedEvent) -> Step { Step(.end(.inject(event))) }

/// Delivers the interrupt of a vector. VM entry fails unless the guest can take it: RFLAGS.IF is 1, and neither
/// STI nor MOV SS blocks.
public func InjectInterrupt(_ vector: some Readable<UInt8>) -> Step {
    Step(.end(.injectInterrupt(vector: vector.expression)))
}

/// Delivers the exception or NMI for which the guest exited, together with what the exit interrupted. The handler
/// writes CR2, DR6, DR7 and DEBUGCTL itself, where the exception does, as VM entry does not.
public func Reflect() -> Step { Step(.end(.reflect)) }

/// Return to the process that runs the vcpu, RIP as it is.
public func LeaveToUser(_ reason: UserReason) -> Step { Step(.end(.leaveToUser(reason))) }

/// Go behind the instruction and return to the process that runs the vcpu.
public func AdvanceAndLeaveToUser(_ reason: UserReason) -> Step { Step(.end(.advanceAndLeaveToUser(reason))) }

/// Go behind the instruction and give the processor back for good.
public func AdvanceAndStop(_ message: String) -> Step { Step(.end(.advanceAndStop(StopReason(message)))) }

/// Give the processor back for good, the guest as it is.
public func Stop(_ message: String) -> Step { Step(.end(.stop(StopReason(message)))) }

/// Something went wrong that the guest cannot cause: record it and give the processor back.
public func Fatal(_ message: String) -> Step { Step(.end(.fatal(StopReason(message)))) }

/// Runs a routine of the architecture.
public func Perform(_ routine: Routine, _ arguments: Expression...) -> Step { Step(.perform(routine, arguments)) }

/// Ends the path of a routine. Handlers end with a disposition instead.
public func Finish(_ action: ExitAction) -> Step { Step(.finish(action)) }

/// A routine of the architecture.
///
/// - Parameter endsPath: whether every path through it ends in ``Finish``; otherwise none does.
public func makeRoutine(
    _ name: String, _ summary: String, parameters: [(local: Local, summary: String)] = [], endsPath: Bool = false,
    fileID: StaticString = #fileID, line: UInt = #line, @HandlerBuilder _ body: () -> [Statement]
) -> Routine {
    Routine(
        name: name, summary: summary, parameters: parameters.map(\.local),
        parameterSummaries: parameters.map(\.summary), body: body(), endsPath: endsPath,
        location: SourceLocation(fileID, line))
}
