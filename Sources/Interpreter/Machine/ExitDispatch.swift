// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Runs the handler for the exit reason in the VMCS, as the generated dispatch does:
/// it reads the reason, tells failed entries (bit 31) from exits, and gives up with
/// the reason "exit without a handler" where a hypervisor has none.
public final class ExitDispatch {
    private let reasonField: Int
    /// By basic reason.
    private let exits: [Program?]
    private let failures: [Program?]
    private let noHandler: Outcome

    /// - Parameters:
    ///   - reasonField: `VM_EXIT_REASON`.
    ///   - programs: handlers with their reasons.
    ///   - noHandler: what the dispatch ends with where there is none.
    public init(
        reasonField: VMCSField, programs: [(reason: ExitReason, program: Program)], noHandler: StopReason,
        symbols: SymbolTable
    ) {
        self.reasonField = symbols.number(of: reasonField)
        var exits: [Program?] = []
        var failures: [Program?] = []
        for (reason, program) in programs {
            while exits.count <= Int(reason.number) {
                exits.append(nil)
                failures.append(nil)
            }
            if reason.kind == .entryFailure {
                failures[Int(reason.number)] = program
            } else {
                exits[Int(reason.number)] = program
            }
        }
        self.exits = exits
        self.failures = failures
        self.noHandler = .finished(.fatal(noHandler))
    }

    /// Handles the exit that the machine's VMCS tells of.
    public func run(on machine: Machine) -> Outcome {
        let reason: Value = machine.readField(reasonField)
        guard let known = reason.knownBits else {
            return .undetermined(what: "the exit reason", SourceLocation(fileID: "", line: 0))
        }
        let table: [Program?] = known >> 31 & 1 != 0 ? failures : exits
        let basic = Int(known & 0xffff)
        guard basic < table.count, let program = table[basic] else { return noHandler }
        return machine.run(program)
    }
}
