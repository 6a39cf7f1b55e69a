// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// A dependency that negotiation does not keep for a hypervisor, with the processor that shows it.
struct BrokenDependency {
    let entry: ControlDependencyTable.Entry
    let request: ControlRequest
    /// In words: what is wrong, with a counter-example.
    let words: String
}

extension NegotiationClosure {
    /// Every dependency of the request's control that some processor breaks, and every one without which no processor
    /// can have the control. All processors count that have what is required and force nothing that nobody wants.
    func broken(by request: ControlRequest, _ words: ClosureWords) -> [BrokenDependency] {
        let id: ControlID = request.control.id
        let own: [ControlDependencyTable.Entry] = dependencies.entries.filter { $0.control == id }
        let isEverSet: Bool = isPossible(ClosureQuestion(id, true))
        return own.compactMap { entry in
            let question: ClosureQuestion = ClosureQuestion(id, true).and(entry.other, !entry.value)
            if isEverSet {
                guard isPossible(question), let example = example(of: question) else { return nil }
                let ends: [(ControlID, Bool)] = [(id, true), (entry.other, !entry.value)]
                let text: String =
                    words.processor(example, about: [id, entry.other]) + " " + words.outcome(ends)
                return BrokenDependency(entry: entry, request: request, words: text)
            }
            // It is given up everywhere: because of what is never as it needs it.
            guard !isPossible(ClosureQuestion(entry.other, entry.value)) else { return nil }
            let state: String = "\(words.name(entry.other)) is never \(entry.value ? 1 : 0)"
            return BrokenDependency(
                entry: entry, request: request, words: "negotiation gives it up on every processor, since \(state)")
        }
    }
}
