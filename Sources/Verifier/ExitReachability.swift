// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Which exits a hypervisor's controls, bitmaps and masks can cause, on any
/// processor that it starts on.
///
/// A preferred control may be on or off. A processor that forces a control to 1
/// which the hypervisor has not requested is refused when it starts, so such a control
/// causes nothing. Exits of the dual-monitor treatment of SMIs and SMM go to the
/// SMM-transfer monitor, never to a hypervisor.
struct ExitReachability {
    let architecture: ArchitectureDescription
    let hypervisor: HypervisorDescription
    private let knowledge: ControlKnowledge

    init(architecture: ArchitectureDescription, hypervisor: HypervisorDescription) {
        self.architecture = architecture
        self.hypervisor = hypervisor
        knowledge = ControlKnowledge(architecture, hypervisor)
    }

    /// What in the description makes an exit possible.
    struct Origin {
        /// For people, as the end of a sentence.
        let words: String
        let location: SourceLocation
        /// What else takes part, where several things must come together.
        var others: [Diagnostic.Note] = []
    }

    /// By exit-reason number.
    var possibleExits: [ExitReason] { architecture.exitReasons.filter(isPossible) }

    func isPossible(_ reason: ExitReason) -> Bool {
        reason.existsWhen != Manual.dualMonitorTreatment && reason.causes.contains(where: isPossible)
    }

    func isPossible(_ cause: ExitReason.Cause) -> Bool {
        switch cause {
        case .always: true
        case .control(let id): knowledge.mayBeSet(id)
        case .controlClear(let id): !knowledge.isAlwaysSet(id)
        // The bitmaps have no bits for MSRs outside their two ranges, and those always exit.
        case .msrBitmap: true
        case .ioBitmap: knowledge.mayBeSet(Manual.useIOBitmaps)
        case .ownedControlRegisterBit: !hypervisor.ownedBits.isEmpty || ownedByWrite != nil
        case .exceptionBitmap: !hypervisor.interceptedExceptions.isEmpty || interceptedByWrite != nil
        case .bitmap(let name): bitmapWrite(name) != nil
        case .all(let causes): causes.allSatisfy(isPossible)
        }
    }

    /// The first thing that makes the exit possible; nil when nothing does.
    func origin(of reason: ExitReason) -> Origin? {
        reason.causes.first(where: isPossible).map(origin)
    }

    /// What would make the exit possible, for a suggestion.
    func wayToCause(_ reason: ExitReason) -> String {
        if reason.existsWhen == Manual.dualMonitorTreatment { return "in the SMM-transfer monitor only" }
        return reason.causes.map(way).joined(separator: ", or ")
    }

    /// Controls that are 1 whenever an exit for the reason happens.
    func controlsSurelySet(by reason: ExitReason) -> [ControlID] {
        let each: [Set<ControlID>] = reason.causes.filter(isPossible).map { Set(controlsSet(by: $0)) }
        guard let first = each.first else { return [] }
        return each.dropFirst().reduce(first) { $0.intersection($1) }.sorted()
    }

    func name(of id: ControlID) -> String { architecture.control(id).map { "\"\($0.name)\"" } ?? "control \(id)" }

    private func controlsSet(by cause: ExitReason.Cause) -> [ControlID] {
        switch cause {
        case .control(let id): [id]
        case .ioBitmap: [Manual.useIOBitmaps]
        case .all(let causes): causes.flatMap(controlsSet)
        default: []
        }
    }

    private func request(_ id: ControlID) -> ControlRequest? {
        hypervisor.controls.first { $0.control.id == id }
    }

    /// The set-up's write of a bitmap that is not known to be empty.
    private func bitmapWrite(_ name: String) -> Statement? { write { $0.name == name || $0.symbol == name } }

    private var ownedByWrite: Statement? { write { $0 == Manual.cr0GuestHostMask || $0 == Manual.cr4GuestHostMask } }

    private var interceptedByWrite: Statement? { write { $0 == Manual.exceptionBitmap } }

    /// The set-up's first write of such a field that is not known to be 0.
    private func write(_ isWanted: (VMCSField) -> Bool) -> Statement? {
        var found: Statement?
        hypervisor.setup.forEachStatement { statement in
            guard case .writeField(let field, let value) = statement.kind, found == nil else { return }
            if isWanted(field), value.constantValue != 0 { found = statement }
        }
        return found
    }

    private func origin(of cause: ExitReason.Cause) -> Origin {
        let here: SourceLocation = hypervisor.location
        switch cause {
        case .always:
            return Origin(words: "nothing can prevent it", location: here)
        case .control(let id):
            return Origin(words: "\(name(of: id)) can be 1", location: request(id)?.location ?? here)
        case .controlClear(let id):
            if let request = request(id) {
                return Origin(words: "\(name(of: id)) is not required, so it can be 0", location: request.location)
            }
            return Origin(words: "\(name(of: id)) is 0", location: here)
        case .msrBitmap(let access):
            if let rule = hypervisor.msrRules.first(where: { $0.accesses.contains(access) }) {
                return Origin(
                    words: "the policy intercepts \(access.rawValue)s of \(rule.name)", location: rule.location)
            }
            return Origin(
                words: "MSRs outside the ranges of the MSR bitmaps exit on every \(access.rawValue)", location: here)
        case .ioBitmap:
            return Origin(
                words: "I/O bitmaps are used", location: request(Manual.useIOBitmaps)?.location ?? here)
        case .ownedControlRegisterBit:
            return Origin(
                words: "bits of a control register are owned",
                location: hypervisor.ownedBits.first?.location ?? ownedByWrite?.location ?? here)
        case .exceptionBitmap:
            return Origin(
                words: "an exception is intercepted",
                location: hypervisor.interceptedExceptions.first?.location ?? interceptedByWrite?.location ?? here)
        case .bitmap(let name):
            return Origin(words: "the set-up writes \(name)", location: bitmapWrite(name)?.location ?? here)
        case .all(let causes):
            let parts: [Origin] = causes.map(origin)
            let place: SourceLocation = parts.first { $0.location != here }?.location ?? here
            let others: [Origin] = parts.filter { $0.location != here && $0.location != place }
            return Origin(
                words: parts.map(\.words).joined(separator: " and "), location: place,
                others: others.map { Diagnostic.Note($0.words, at: $0.location) })
        }
    }

    private func way(_ cause: ExitReason.Cause) -> String {
        switch cause {
        case .always: "always"
        case .control(let id): "when \(name(of: id)) is 1"
        case .controlClear(let id): "when \(name(of: id)) is 0"
        case .msrBitmap(let access): "when the MSR policy intercepts a \(access.rawValue)"
        case .ioBitmap: "when I/O bitmaps are used"
        case .ownedControlRegisterBit: "when bits of CR0 or CR4 are owned"
        case .exceptionBitmap: "when an exception is intercepted"
        case .bitmap(let name): "when the set-up writes \(name)"
        case .all(let causes): causes.map(way).joined(separator: " and ")
        }
    }
}
