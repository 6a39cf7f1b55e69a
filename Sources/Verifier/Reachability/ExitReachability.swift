// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Which exits a hypervisor's controls, bitmaps and masks can cause, on any processor that it starts on.
///
/// What must come together is judged together: the controls of a cause by whether negotiation can end with them at
/// once, and bitmaps and masks by what the set-up writes where it does. Exits of the dual-monitor treatment
/// of SMIs and SMM go to the SMM-transfer monitor, never to a hypervisor.
struct ExitReachability {
    let architecture: ArchitectureDescription
    let hypervisor: HypervisorDescription
    let closure: NegotiationClosure
    let knowledge: ControlKnowledge
    let ends: SetupEnds
    let switched: SwitchedBits
    private let known: KnownWays = KnownWays()

    init(architecture: ArchitectureDescription, hypervisor: HypervisorDescription) {
        self.architecture = architecture
        self.hypervisor = hypervisor
        closure = NegotiationClosure(architecture, hypervisor.controls)
        knowledge = ControlKnowledge(architecture, closure)
        ends = SetupEnds(hypervisor, knowledge)
        switched = SwitchedBits(architecture, hypervisor, ends)
    }

    /// By exit-reason number.
    var possibleExits: [ExitReason] { architecture.exitReasons.filter(isPossible) }

    func isPossible(_ reason: ExitReason) -> Bool { !ways(to: reason).ways.isEmpty }

    /// Whether the exit can happen on some processor for which more is so.
    func isPossible(_ reason: ExitReason, under question: ClosureQuestion) -> Bool {
        ways(to: reason).ways.contains { way in
            var way: ExitWay = way
            way.question = way.question.and(question)
            return isPossible(way)
        }
    }

    /// Every way in which the exit can happen.
    func ways(to reason: ExitReason) -> ExitWays {
        if reason.existsWhen == Manual.dualMonitorTreatment { return ExitWays(ways: []) }
        if let found = known[reason] { return found }
        let found = ExitWays(
            ways: reason.causes.flatMap(ways).compactMap { way in
                var way: ExitWay = way
                way.question = way.question.and(reason.existsWhen, true)
                return isPossible(way) ? way : nil
            })
        known[reason] = found
        return found
    }

    /// What makes the exit possible, in the first way; nil when nothing does.
    func origin(of reason: ExitReason) -> ExitOrigin? {
        guard let way = ways(to: reason).ways.first else { return nil }
        return origin(of: way)
    }

    func name(of id: ControlID) -> String { architecture.control(id).map { "\"\($0.name)\"" } ?? "control \(id)" }

    func request(_ id: ControlID) -> ControlRequest? { hypervisor.controls.first { $0.control.id == id } }

    private func isPossible(_ way: ExitWay) -> Bool {
        for (id, value) in way.controls where value && switched.staysOff(id, way.question) { return false }
        return closure.isPossible(way.question)
            && way.fields.allSatisfy { hasBits($0, way.question) }
    }

    // MARK: Causes

    /// A cause as alternatives of which each is one way.
    private func ways(_ cause: ExitReason.Cause) -> [ExitWay] {
        switch cause {
        // The bitmaps have no bits for MSRs outside their two ranges, and those always exit.
        case .always, .msrBitmap: [ExitWay(origins: [origin(of: cause)])]
        case .control(let id): [way(id, true, cause)]
        case .controlClear(let id): [way(id, false, cause)]
        case .ioBitmap: [way(Manual.useIOBitmaps, true, cause)]
        case .ownedControlRegisterBit, .exceptionBitmap, .bitmap:
            [ExitWay(fields: [cause], origins: [origin(of: cause)])]
        case .all(let causes):
            causes.map(ways).reduce([ExitWay()]) { found, more in
                found.flatMap { way in more.map { way.and($0) } }
            }
        }
    }

    private func way(_ id: ControlID, _ value: Bool, _ cause: ExitReason.Cause) -> ExitWay {
        // What a handler switches off is 0 then, whatever negotiation has ended with.
        let isFree: Bool = !value && switched.mayBeSwitchedOff(id)
        return ExitWay(
            controls: [(id, value)], question: isFree ? ClosureQuestion() : ClosureQuestion(id, value),
            origins: [origin(of: cause)])
    }

    private func hasBits(_ cause: ExitReason.Cause, _ question: ClosureQuestion) -> Bool {
        switch cause {
        case .ownedControlRegisterBit:
            !hypervisor.ownedBits.isEmpty
                || [Manual.cr0GuestHostMask, Manual.cr4GuestHostMask].contains { ends.possibleOnes($0, question) != 0 }
        case .exceptionBitmap: !interceptedVectors(question).isEmpty
        case .bitmap(let name):
            architecture.fields.map(\.field).contains { field in
                (field.name == name || field.symbol == name) && ends.possibleOnes(field, question) != 0
            }
        default: true
        }
    }

    /// Vectors of exceptions that may exit.
    func interceptedVectors(_ question: ClosureQuestion) -> [UInt8] {
        let declared: UInt64 = hypervisor.interceptedExceptions.reduce(0) { $0 | 1 << UInt64($1.vector & 31) }
        let bitmap: UInt64 = declared | ends.possibleOnes(Manual.exceptionBitmap, question)
        return (0..<32).filter { vector in
            vector == Manual.pageFault
                ? pageFaults(bitmap, question).letsPageFaultsExit : bitmap >> UInt64(vector) & 1 != 0
        }
    }

    private func pageFaults(_ bitmap: UInt64, _ question: ClosureQuestion) -> PageFaultFilter {
        let isWritten: Bool = ends.handlerWrites(question).contains { $0.field == Manual.exceptionBitmap }
        let end: PathState? = ends.state(question)
        let ones: UInt64 = isWritten ? 0 : end?.evaluate(.field(Manual.exceptionBitmap)).ones ?? 0
        func value(_ field: VMCSField) -> ValueSet {
            if ends.handlerWrite(field, question) != nil { return .every(.u32) }
            guard ends.isWritten(field), let end else { return .only(0, .u32) }
            return end.evaluate(.field(field))
        }
        return PageFaultFilter(
            bitMayBeSet: bitmap >> UInt64(Manual.pageFault) & 1 != 0,
            bitMayBeClear: ones >> UInt64(Manual.pageFault) & 1 == 0,
            mask: value(Manual.pageFaultErrorCodeMask), match: value(Manual.pageFaultErrorCodeMatch))
    }
}
