// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Testing
import VMXModel

@Suite("What the database refers to is in the database")
struct ReferenceTests {
    static let known: Set<ControlID> = Set(architecture.controls.map(\.id))

    static func controls(in predicate: CapabilityPredicate) -> [ControlID] {
        switch predicate {
        case .always, .msrBit, .cpuid: []
        case .allowed(let id): [id]
        case .any(let parts), .all(let parts): parts.flatMap(controls(in:))
        }
    }

    static func controls(in cause: ExitReason.Cause) -> [ControlID] {
        switch cause {
        case .control(let id), .controlClear(let id): [id]
        case .all(let parts): parts.flatMap(controls(in:))
        case .always, .msrBitmap, .ioBitmap, .ownedControlRegisterBit, .exceptionBitmap, .bitmap: []
        }
    }

    /// The controls that something names and the database lacks.
    static func unknown(_ ids: [ControlID]) -> [ControlID] { ids.filter { !known.contains($0) } }

    @Test("an unknown control is found")
    func doctored() {
        let predicate = CapabilityPredicate.all([.always, .any([.allowed(ControlID(.pin, 1))])])
        #expect(Self.unknown(Self.controls(in: predicate)) == [ControlID(.pin, 1)])
        #expect(Self.unknown(Self.controls(in: .all([.control(ControlID(.pin, 2))]))) == [ControlID(.pin, 2)])
    }

    @Test("controls in predicates")
    func predicates() {
        let all: [CapabilityPredicate] =
            architecture.fields.map(\.field.existsWhen) + architecture.exitReasons.map(\.existsWhen)
            + architecture.capabilityMSRs.map(\.existsWhen)
        #expect(Self.unknown(all.flatMap(Self.controls(in:))) == [])
    }

    @Test("controls in causes")
    func causes() {
        #expect(Self.unknown(architecture.exitReasons.flatMap(\.causes).flatMap(Self.controls(in:))) == [])
    }

    static func bitmaps(in cause: ExitReason.Cause) -> [String] {
        switch cause {
        case .bitmap(let name): [name]
        case .all(let parts): parts.flatMap(bitmaps(in:))
        default: []
        }
    }

    /// The verifier takes the name of a bitmap for that of the field that holds it.
    @Test("bitmaps in causes are fields")
    func bitmaps() {
        let fields: Set<String> = Set(architecture.fields.map(\.field.name))
        let named: [String] = architecture.exitReasons.flatMap(\.causes).flatMap(Self.bitmaps(in:))
        #expect(named.contains("XSS-exiting bitmap"))
        #expect(Set(named.filter { !fields.contains($0) }) == ["the dual-monitor treatment of SMIs and SMM"])
    }

    @Test("controls that others require, none of them itself")
    func requirements() {
        for control in architecture.controls {
            for requirement in control.requires {
                let (other, value): (ControlID, Bool) =
                    switch requirement {
                    case .set(let id): (id, true)
                    case .clear(let id): (id, false)
                    }
                #expect(Self.known.contains(other) && other != control.id, "\(control.name)")
                // What a control forbids cannot be something that it needs.
                #expect(!control.requires.contains(value ? .clear(other) : .set(other)), "\(control.name)")
            }
        }
    }

    @Test("words are activated by a control of a word before them, and only some are 64 bits wide")
    func words() {
        for word in architecture.controlWords {
            if let id = word.activatedBy { #expect(Self.known.contains(id) && id.word < word.id) }
            #expect((word.rule == .allowedOnesOnly) == (word.field.width == .bits64))
            #expect(architecture.capabilityMSRs.contains(word.capabilityMSR))
            #expect(word.field.existsWhen == (word.activatedBy.map { .allowed($0) } ?? .always))
        }
    }

    @Test("a control fits its word")
    func bits() {
        for control in architecture.controls {
            let word: ControlWord? = architecture.controlWords.first { $0.id == control.id.word }
            #expect(control.id.bit < (word?.field.width == .bits64 ? 64 : 32))
        }
    }

    @Test("guest values of MSRs are in guest-state fields that entry loads")
    func msrs() {
        for msr in architecture.msrs {
            if let field = msr.guestField {
                #expect(field.group == .guestState, "\(msr.name)")
                // A field that not every processor has is one that a control loads.
                #expect(field.existsWhen == .always || msr.loadedBy != nil, "\(msr.name)")
            }
            if let id = msr.loadedBy { #expect(Self.known.contains(id) && id.word == .entry && msr.guestField != nil) }
        }
    }
}
