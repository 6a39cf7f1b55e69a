// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Interpreter
import VMXModel

/// A hypervisor of the repository, compiled for the interpreter.
final class Subject {
    struct CompiledHandler {
        let reason: ExitReason
        let form: Handler.Form
        let program: Program
        let interests: Interests
    }

    let hypervisor: ResolvedHypervisor
    let symbols: SymbolTable
    let handlers: [CompiledHandler]
    let dispatch: ExitDispatch
    let layout: StateBytes
    let reasonField: VMCSField
    private let userReasons: [String: UInt32]

    /// - Parameter userReasons: numbers of the reasons to leave to user space, as C has them.
    init(_ hypervisor: ResolvedHypervisor, of model: ResolvedModel, userReasons: [String: UInt32]) throws {
        self.hypervisor = hypervisor
        self.userReasons = userReasons
        layout = StateBytes(hypervisor.description.states)
        symbols = SymbolTable(fields: model.architecture.fields.map(\.field), states: layout.variables)
        guard let reasonField = symbols.field(named: "VM_EXIT_REASON"),
            let length = symbols.field(named: "VM_EXIT_INSTRUCTION_LEN")
        else { throw DifferentialFailure("the architecture has no VM_EXIT_REASON or VM_EXIT_INSTRUCTION_LEN") }
        self.reasonField = reasonField
        // What processors report; other values come up too.
        let lengths: [Patch] = (1...15).map { Patch(mask: .max, bits: $0) }
        let hints: [Input: [Patch]] = [.field(length): lengths].merging(Self.guestMemory(model)) { first, _ in first }
        var handlers: [CompiledHandler] = []
        for handler: ResolvedHypervisor.LoweredHandler in hypervisor.handlers {
            let program = try Program(
                name: "\(hypervisor.name).\(handler.reason.symbol)", body: handler.body, routines: model.routines,
                symbols: symbols)
            let interests = Interests(
                body: handler.body, routines: model.routines, hints: hints)
            handlers.append(
                CompiledHandler(reason: handler.reason, form: handler.form, program: program, interests: interests))
        }
        self.handlers = handlers
        dispatch = ExitDispatch(
            reasonField: reasonField, programs: handlers.map { ($0.reason, $0.program) },
            noHandler: hypervisor.stopReasons[0], symbols: symbols)
    }

    /// Accesses to memory that succeed, which one behind the other would hardly come up, and what they find: the
    /// descriptors of an LDT and of a free TSS, right in all of their bits.
    private static func guestMemory(_ model: ResolvedModel) -> [Input: [Patch]] {
        var hints: [Input: [Patch]] = [:]
        let rights: UInt64 = 0x9f << 40
        for handler in model.hypervisors.flatMap(\.handlers) {
            handler.body.forEachStatement { statement in
                guard case .call(let native, _, _) = statement.kind else { return }
                if let outcome = native.results.firstIndex(where: { $0.name == "outcome" }) {
                    hints[.nativeResult(native, outcome)] = [Patch(mask: .max, bits: 0)]
                }
                if native.name == "readGuestMemory" {
                    hints[.nativeResult(native, 0)] = [0x82, 0x89].map { Patch(mask: rights, bits: $0 << 40) }
                }
            }
        }
        return hints
    }

    /// What negotiation may give, with noise in the bits that no handler asks for: a handler that
    /// tests a wrong bit is found out.
    var controls: [StateGenerator.ControlChoice] {
        controlWords.all.map(\.id).map { word in
            var always: UInt64 = 0
            var sometimes: UInt64 = 0
            for request: ControlRequest in hypervisor.description.controls where request.control.id.word == word {
                if request.level == .required {
                    always |= request.control.mask
                } else {
                    sometimes |= request.control.mask
                }
            }
            let asked: UInt64 = symbols.controls.filter { $0.id.word == word }.reduce(0) { $0 | $1.mask }
            let isWide: Bool? = architecture.word(word)?.isWide
            let all: UInt64 = isWide == true ? .max : 0xffff_ffff
            return StateGenerator.ControlChoice(
                word: word, always: always, sometimes: sometimes & ~always, noise: all & ~(asked | always | sometimes))
        }
    }

    /// The action as `hv_action_t` has it.
    func code(of action: ExitAction) throws -> UInt64 {
        func number(_ reason: StopReason) throws -> UInt64 {
            guard let index = hypervisor.stopReasons.firstIndex(of: reason) else {
                throw DifferentialFailure("\(hypervisor.name) has no reason \"\(reason.message)\"")
            }
            return UInt64(index + 1) << 8
        }
        switch action {
        case .resume: return 0
        case .stop(let reason): return try 1 | number(reason)
        case .fatal(let reason): return try 2 | number(reason)
        case .leaveToUser(let reason):
            guard let number = userReasons[reason.symbol] else {
                throw DifferentialFailure("the driver knows no user reason \(reason.symbol)")
            }
            return 3 | UInt64(number) << 8
        }
    }
}

/// Why the comparison could not be made or failed.
struct DifferentialFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
