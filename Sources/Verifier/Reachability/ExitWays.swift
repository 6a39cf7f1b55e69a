// SPDX-License-Identifier: GPL-2.0-only

import Synchronization
import VMXModel

/// What in a description makes an exit possible.
struct ExitOrigin: Sendable {
    /// For people, as the end of a sentence.
    let words: String
    let location: SourceLocation
    /// What else takes part, where several things must come together.
    var others: [Diagnostic.Note] = []
}

/// One way in which exits for a reason can happen.
struct ExitWay: Sendable {
    /// Controls as the processor sees them, and what negotiation must have ended with for that.
    var controls: [(id: ControlID, value: Bool)] = []
    var question: ClosureQuestion = ClosureQuestion()
    /// What of the VMCS must hold bits besides.
    var fields: [ExitReason.Cause] = []
    var origins: [ExitOrigin] = []

    func and(_ other: ExitWay) -> ExitWay {
        ExitWay(
            controls: controls + other.controls, question: question.and(other.question),
            fields: fields + other.fields, origins: origins + other.origins)
    }
}

/// All ways in which exits for a reason can happen, none of them impossible.
struct ExitWays: Sendable {
    let ways: [ExitWay]

    /// Controls that are 1 whenever an exit for the reason happens.
    var controlsSurelySet: [ControlID] { surely(true) }
    /// Controls that negotiation has left 0 then.
    var controlsSurelyClear: [ControlID] { surely(false) }

    private func surely(_ value: Bool) -> [ControlID] {
        let each: [Set<ControlID>] = ways.map { way in Set(way.question.controls.filter { $0.value == value }.keys) }
        guard let first = each.first else { return [] }
        return each.dropFirst().reduce(first) { $0.intersection($1) }.sorted()
    }
}

/// Ways that were found before, by reason.
final class KnownWays: Sendable {
    private let ways: Mutex<[ExitReason: ExitWays]> = Mutex([:])

    subscript(reason: ExitReason) -> ExitWays? {
        get { ways.withLock { $0[reason] } }
        set { ways.withLock { $0[reason] = newValue } }
    }
}
