// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The control words while they are negotiated; each step is one of `kmod/negotiate.c`, in its order.
struct NegotiationState {
    struct Word {
        /// Nil where no word has the number; nothing is ever 1 there.
        let id: ControlWordID?
        /// The control that makes the word count; nil when it always does.
        let activatedBy: ControlID?
        /// Bits that the manual names.
        let named: UInt64
        var msr: UInt32 = 0
        var value: UInt64 = 0
        /// Bits that may be 1.
        var allowed: UInt64 = 0
        /// Bits that the processor wants to be 1.
        var forced: UInt64 = 0
        /// Bits that are 1 unless software knows them.
        var defaults: UInt64 = 0
        /// Bits that the hypervisor asks for in any way.
        var requested: UInt64 = 0
        /// Bits that must be 1.
        var required: UInt64 = 0
        /// Bits that shall be 1 where that is possible.
        var optional: UInt64 = 0
    }

    /// A control that was given up, and the dependency that was the reason, by its place in the table.
    struct Drop {
        let control: ControlID
        let entry: Int
    }

    var words: [Word]
    private(set) var chosen: [UInt64]
    private(set) var dropped: [Drop] = []

    init(words: [Negotiation.Word?], ids: [ControlWordID?]) {
        self.words = zip(words, ids).map { word, id in
            Word(id: id, activatedBy: word?.activatedBy, named: word?.named ?? 0)
        }
        chosen = Array(repeating: 0, count: words.count)
    }

    func isSet(_ id: ControlID) -> Bool { chosen[id.word.number] & id.mask != 0 }
    func isAllowed(_ id: ControlID) -> Bool { words[id.word.number].allowed & id.mask != 0 }

    /// - Parameters:
    ///   - value: of the MSR that counts.
    ///   - plain: of the MSR without TRUE: how software leaves a control that it does not know.
    mutating func read(_ index: Int, msr: UInt32, value: UInt64, plain: UInt64, isPair: Bool) {
        words[index].msr = msr
        words[index].value = value
        guard isPair else {
            words[index].allowed = value
            return
        }
        words[index].allowed = value >> 32
        words[index].forced = value & 0xffff_ffff
        words[index].defaults = plain & 0xffff_ffff & words[index].allowed
    }

    mutating func request(_ id: ControlID, isRequired: Bool) {
        words[id.word.number].requested |= id.mask
        if isRequired {
            words[id.word.number].required |= id.mask
        } else {
            words[id.word.number].optional |= id.mask
        }
    }

    /// A control that is required where CPUID shows a feature, and that nobody wants elsewhere.
    mutating func request(_ id: ControlID, isShown: Bool) {
        words[id.word.number].requested |= id.mask
        if isShown { words[id.word.number].required |= id.mask }
    }

    /// What is wanted in a word wants the control that makes the word count.
    mutating func requestActivation() {
        for index: Int in words.indices {
            guard let by = words[index].activatedBy, words[index].required != 0 else { continue }
            words[by.word.number].required |= by.mask
        }
    }

    func checkRequired() throws(NegotiationRefusal) {
        for word: Word in words {
            guard let id = Self.lowest(word.required & ~word.allowed, in: word) else { continue }
            throw .missing(id, msr: word.msr, value: word.value)
        }
    }

    /// A bit that the processor forces to 1 and that has a name changes what the processor does: a hypervisor that
    /// did not ask for it has no answer to it.
    func checkForced() throws(NegotiationRefusal) {
        for word: Word in words {
            let unknown: UInt64 = word.forced & word.named & ~(word.requested | word.required)
            guard let id = Self.lowest(unknown, in: word) else { continue }
            throw .forced(id, msr: word.msr, value: word.value)
        }
    }

    /// Gives up what is optional and lacks what it depends on, until nothing is left to give up.
    mutating func dropUnmet(_ dependencies: ControlDependencyTable) {
        repeat { choose() } while dropOne(dependencies)
    }

    func checkDependencies(_ dependencies: ControlDependencyTable) throws(NegotiationRefusal) {
        for entry: ControlDependencyTable.Entry in dependencies.entries where isBroken(entry) {
            throw .dependency(entry.control, needs: entry.other, toBe: entry.value)
        }
    }

    func isBroken(_ entry: ControlDependencyTable.Entry) -> Bool {
        isSet(entry.control) && isSet(entry.other) != entry.value
    }

    /// What is 1 with the optional bits that are left.
    private mutating func choose() {
        for index: Int in words.indices {
            words[index].optional &= words[index].allowed
            let word: Word = words[index]
            chosen[index] = word.required | word.optional | word.forced | (word.defaults & ~word.named)
        }
        for index: Int in words.indices {
            guard let by = words[index].activatedBy else { continue }
            if words[index].optional != 0 { chosen[by.word.number] |= words[by.word.number].allowed & by.mask }
            if !isSet(by) { chosen[index] = 0 }
        }
    }

    /// - Returns: whether there was something to give up.
    private mutating func dropOne(_ dependencies: ControlDependencyTable) -> Bool {
        for (position, entry) in dependencies.entries.enumerated() where isBroken(entry) {
            if drop(entry.control, position) || (!entry.value && drop(entry.other, position)) { return true }
        }
        return false
    }

    private mutating func drop(_ id: ControlID, _ position: Int) -> Bool {
        let word: Word = words[id.word.number]
        guard word.optional & id.mask != 0, (word.required | word.forced) & id.mask == 0 else { return false }
        words[id.word.number].optional &= ~id.mask
        dropped.append(Drop(control: id, entry: position))
        return true
    }

    private static func lowest(_ bits: UInt64, in word: Word) -> ControlID? {
        guard bits != 0, let id = word.id else { return nil }
        return ControlID(id, bits.trailingZeroBitCount)
    }
}

extension ControlID {
    var mask: UInt64 { 1 << UInt64(bit) }
}
