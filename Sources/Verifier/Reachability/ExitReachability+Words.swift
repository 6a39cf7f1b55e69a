// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension ExitReachability {
    /// What would make the exit possible, for a suggestion.
    func wayToCause(_ reason: ExitReason) -> String {
        if reason.existsWhen == Manual.dualMonitorTreatment { return "in the SMM-transfer monitor only" }
        return reason.causes.map(words).joined(separator: ", or ")
    }

    /// Why an exit that has causes cannot happen although each of the controls of one cause may be as it is to be.
    func contradiction(in reason: ExitReason) -> String? {
        for case .all(let causes) in reason.causes {
            let controls: [(id: ControlID, value: Bool)] = causes.compactMap { cause in
                switch cause {
                case .control(let id): (id, true)
                case .controlClear(let id): (id, false)
                default: nil
                }
            }
            let each: Bool = controls.allSatisfy { closure.isPossible(ClosureQuestion($0.id, $0.value)) }
            let all: ClosureQuestion = controls.reduce(ClosureQuestion()) { $0.and($1.id, $1.value) }
            guard controls.count > 1, each, !closure.isPossible(all) else { continue }
            return "negotiation never ends with "
                + ClosureWords.list(controls.map { "\(name(of: $0.id)) = \($0.value ? 1 : 0)" })
        }
        return nil
    }

    /// What in the description makes one way possible; with an example where it takes a special processor.
    func origin(of way: ExitWay) -> ExitOrigin {
        let here: SourceLocation = hypervisor.location
        let place: SourceLocation = way.origins.first { $0.location != here }?.location ?? here
        let others: [ExitOrigin] = way.origins.filter { $0.location != here && $0.location != place }
        return ExitOrigin(
            words: way.origins.map(\.words).joined(separator: " and ") + example(of: way), location: place,
            others: others.map { Diagnostic.Note($0.words, at: $0.location) })
    }

    /// Empty where the exit can happen on a processor that allows everything.
    private func example(of way: ExitWay) -> String {
        guard let example = closure.example(of: way.question), example.cost > 0 else { return "" }
        let asked: [ControlID] = way.controls.map(\.id)
        return ", " + ClosureWords(architecture: architecture).processor(example, about: asked)
    }

    func origin(of cause: ExitReason.Cause) -> ExitOrigin {
        let here: SourceLocation = hypervisor.location
        switch cause {
        case .always, .all:
            return ExitOrigin(words: "nothing can prevent it", location: here)
        case .control(let id):
            return ExitOrigin(words: "\(name(of: id)) can be 1", location: request(id)?.location ?? here)
        case .controlClear(let id):
            guard let request = request(id) else { return ExitOrigin(words: "\(name(of: id)) is 0", location: here) }
            let why: String =
                switched.mayBeSwitchedOff(id) ? "is switched off" : "is not required, so it can be 0"
            return ExitOrigin(words: "\(name(of: id)) \(why)", location: request.location)
        case .msrBitmap(let access):
            guard let rule = hypervisor.msrRules.first(where: { $0.accesses.contains(access) }) else {
                return ExitOrigin(
                    words: "MSRs outside the ranges of the MSR bitmaps exit on every \(access.rawValue)",
                    location: here)
            }
            return ExitOrigin(
                words: "the policy intercepts \(access.rawValue)s of \(rule.name)", location: rule.location)
        case .ioBitmap:
            return ExitOrigin(
                words: "I/O bitmaps are used", location: request(Manual.useIOBitmaps)?.location ?? here)
        case .ownedControlRegisterBit:
            return ExitOrigin(
                words: "bits of a control register are owned",
                location: hypervisor.ownedBits.first?.location
                    ?? place(Manual.cr0GuestHostMask) ?? place(Manual.cr4GuestHostMask) ?? here)
        case .exceptionBitmap:
            return exceptionOrigin
        case .bitmap(let name):
            let field: VMCSField? = architecture.fields.map(\.field).first { $0.name == name || $0.symbol == name }
            return ExitOrigin(words: "the set-up writes \(name)", location: field.flatMap(place) ?? here)
        }
    }

    private var exceptionOrigin: ExitOrigin {
        let here: SourceLocation = hypervisor.location
        if let declared = hypervisor.interceptedExceptions.first?.location ?? place(Manual.exceptionBitmap) {
            return ExitOrigin(words: "an exception is intercepted", location: declared)
        }
        return ExitOrigin(
            words: "page faults exit whose error code does not match the \"Page-fault error-code match\"",
            location: place(Manual.pageFaultErrorCodeMask) ?? place(Manual.pageFaultErrorCodeMatch) ?? here)
    }

    /// Where the field gets a value that is not known to be 0.
    private func place(_ field: VMCSField) -> SourceLocation? {
        (ends.write { $0 == field } ?? ends.handlerWrite(field))?.location
    }

    private func words(_ cause: ExitReason.Cause) -> String {
        switch cause {
        case .always: "always"
        case .control(let id): "when \(name(of: id)) is 1"
        case .controlClear(let id): "when \(name(of: id)) is 0"
        case .msrBitmap(let access): "when the MSR policy intercepts a \(access.rawValue)"
        case .ioBitmap: "when I/O bitmaps are used"
        case .ownedControlRegisterBit: "when bits of CR0 or CR4 are owned"
        case .exceptionBitmap: "when an exception is intercepted"
        case .bitmap(let name): "when the set-up writes \(name)"
        case .all(let causes): causes.map(words).joined(separator: " and ")
        }
    }
}
