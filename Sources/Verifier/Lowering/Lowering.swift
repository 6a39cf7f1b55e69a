// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Turns a handler as its author wrote it into one that says every step:
/// dispositions become routines, and field reads become statements. What is lowered is what C, interpreter and
/// stub carry out, all three in this order.
struct Lowering {
    let architecture: ArchitectureDescription

    func lower(_ handler: Handler, _ choice: FormChoice) -> ResolvedHypervisor.LoweredHandler {
        let body: [Statement] = body(of: handler)
        return ResolvedHypervisor.LoweredHandler(
            reason: handler.reason, form: choice.form(of: body, wanted: handler.form), rate: handler.rate, body: body,
            location: handler.location)
    }

    func body(of handler: Handler) -> [Statement] {
        let expanded: [Statement] = DispositionExpansion(
            routines: architecture.dispositions, reason: handler.reason, architecture: architecture
        ).expand(handler.body)
        return schedule(AdvanceHoisting(architecture.dispositions).hoist(expanded))
    }

    func lower(_ routine: Routine) -> Routine {
        Routine(
            name: routine.name, summary: routine.summary, parameters: routine.parameters,
            parameterSummaries: routine.parameterSummaries,
            body: schedule(routine.body, parameters: routine.parameters), endsPath: routine.endsPath,
            location: routine.location)
    }

    func schedule(_ statements: [Statement], parameters: [Local] = []) -> [Statement] {
        var scheduler = FieldReadScheduler(
            architecture: architecture, names: NameTable(statements: statements, parameters: parameters))
        var available: [VMCSField: Local] = [:]
        return scheduler.schedule(GuardMerging().merge(statements), available: &available)
    }
}

/// Hands out variable names that the handler does not use yet.
struct NameTable {
    private var taken: Set<String>

    init(statements: [Statement], parameters: [Local]) {
        var taken: Set<String> = Set(parameters.map(\.name))
        statements.forEachStatement { statement in
            for local: Local in statement.assignedLocals { taken.insert(local.name) }
        }
        self.taken = taken
    }

    mutating func unique(_ wanted: String) -> String {
        var name: String = wanted
        var number = 2
        while taken.contains(name) {
            name = wanted + String(number)
            number += 1
        }
        taken.insert(name)
        return name
    }
}
