// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import Testing
import VMXModel

/// Values that occur more than once, each with all that has it.
func clashes<Key: Hashable & Comparable>(_ items: [(key: Key, label: String)]) -> [String] {
    Dictionary(grouping: items, by: \.key).filter { $0.value.count > 1 }.sorted { $0.key < $1.key }
        .map { "\($0.key): " + $0.value.map(\.label).joined(separator: ", ") }
}

@Suite("Numbers and names of the database are unique")
struct UniquenessTests {
    static let encodedFields: [(key: UInt32, label: String)] = architecture.fields.map { ($0.field.encoding, $0.label) }
    static let controlBits: [(key: ControlID, label: String)] = architecture.controls.map { ($0.id, $0.name) }
    static let exitNumbers: [(key: UInt16, label: String)] = architecture.exitReasons.map { ($0.number, $0.name) }

    @Test("encodings of fields")
    func encodings() {
        #expect(clashes(Self.encodedFields) == [])
        #expect(clashes(Self.encodedFields + [(0x681e, "doctored")]) == ["26654: vmcs.guest.rip, doctored"])
    }

    @Test("bits of controls")
    func bits() {
        #expect(clashes(Self.controlBits) == [])
        let doctored: [String] = clashes(Self.controlBits + [(ControlID(.entry, 9), "doctored")])
        #expect(doctored == ["entry.9: IA-32e mode guest, doctored"])
    }

    @Test("numbers of exit reasons")
    func numbers() {
        #expect(clashes(Self.exitNumbers) == [])
        #expect(clashes(Self.exitNumbers + [(10, "doctored")]) == ["10: CPUID, doctored"])
    }

    @Test("numbers of instruction errors, addresses of MSRs, words")
    func others() {
        #expect(clashes(architecture.instructionErrors.map { ($0.number, $0.text) }) == [])
        #expect(clashes(architecture.capabilityMSRs.map { ($0.address, $0.name) }) == [])
        #expect(clashes(architecture.msrs.map { ($0.address, $0.name) }) == [])
        // As numbers they are indexes, in C too.
        #expect(architecture.controlWords.map(\.id.number) == Array(0..<architecture.controlWords.count))
        #expect(clashes(architecture.controlWords.map { ($0.id.name, $0.name) }) == [])
        #expect(clashes(architecture.controlWords.map { ($0.symbol, $0.name) }) == [])
        #expect(Set(architecture.controlWords.map(\.field)).count == architecture.controlWords.count)
        // A new word of bits is registered, and a bit is in the word that its structure is.
        #expect(Set(architecture.controls.map(\.id.word)) == Set(architecture.controlWords.map(\.id)))
    }

    @Test("C symbols, whatever they belong to")
    func symbols() {
        let all: [(key: String, label: String)] = NamedConstant.all.map { ($0.symbol, $0.subject) }
        #expect(clashes(all) == [])
        #expect(clashes(all + [("GUEST_RIP", "doctored")]) == ["GUEST_RIP: vmcs.guest.rip, doctored"])
    }

    @Test("names of the SDM")
    func names() {
        #expect(clashes(architecture.fields.map { ($0.field.name, $0.label) }) == [])
        #expect(clashes(architecture.exitReasons.map { ($0.name, "\($0.number)") }) == [])
        #expect(clashes(architecture.msrs.map { ($0.name, "\($0.address)") }) == [])
        // The entry, exit and execution controls share some names, each word has them once.
        #expect(clashes(architecture.controls.map { ("\($0.id.word) \($0.name)", $0.id.description) }) == [])
    }

    @Test("Mirror finds every declaration under the name that a reader writes")
    func labels() {
        let labels: [String: VMCSField] = Dictionary(
            uniqueKeysWithValues: architecture.fields.map { ($0.label, $0.field) })
        #expect(labels["vmcs.guest.rip"] == vmcs.guest.rip.declaration)
        #expect(labels["vmcs.guest.csAccessRights"] == vmcs.guest.csAccessRights.declaration)
        #expect(labels["vmcs.control.eptPointer"] == vmcs.control.eptPointer.declaration)
        #expect(labels["vmcs.exit.qualification"] == vmcs.exit.qualification.declaration)
        #expect(labels["vmcs.host.ia32Efer"] == vmcs.host.ia32Efer.declaration)
        #expect(controls.all.contains { $0.label == "controls.secondary.enableXSAVES" })
        #expect(exits.all.contains { $0.label == "exits.seamcall" && $0.reason == exits.seamcall.declaration })
        #expect(architecture.fields.count == 211)
        #expect(architecture.controls.count == 109)
        #expect(architecture.exitReasons.count == 80)
        #expect(architecture.capabilityMSRs.count == 21)
    }

    @Test("lists are in the order of the manual")
    func order() {
        #expect(architecture.fields.map(\.field.encoding) == architecture.fields.map(\.field.encoding).sorted())
        #expect(architecture.controls.map(\.id) == architecture.controls.map(\.id).sorted())
        #expect(architecture.exitReasons.map(\.number) == architecture.exitReasons.map(\.number).sorted())
    }
}
