// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Testing
import VMXModel

/// The fields against what other projects have, each looked up by itself.
@Suite("Encodings of fields are those of several sources")
struct FieldSourceTests {
    static let fields: [String: VMCSField] = Dictionary(
        uniqueKeysWithValues: architecture.fields.map { ($0.field.symbol, $0.field) })

    /// What a table has otherwise than the database, without an explanation.
    static func conflicts(_ table: PeerTable, explained: [PeerConflict] = PeerConflict.explained) -> [String] {
        table.rows.compactMap { row in
            guard let field = fields[row.symbol] else { return "\(row.symbol) is not in the database" }
            if field.encoding == row.encoding { return nil }
            let known: Bool = explained.contains {
                $0.peer == table.name && $0.symbol == row.symbol && $0.encoding == row.encoding && !$0.why.isEmpty
            }
            return known ? nil : "\(row.symbol) is \(hexadecimal(row.encoding)), here \(hexadecimal(field.encoding))"
        }
    }

    static func hexadecimal(_ encoding: UInt32) -> String { "0x" + String(encoding, radix: 16) }

    @Test("a peer has the encoding of the database, or a reason is known", arguments: PeerTable.all)
    func agreement(table: PeerTable) {
        #expect(Self.conflicts(table) == [])
        #expect(table.rows.count >= 24)
        #expect(Set(table.rows.map(\.encoding)).count == table.rows.count)
    }

    @Test("a conflict is found: guest CET state among the host's, a field of nobody, an unexplained one")
    func doctored() {
        let table = PeerTable("doctored", nil, "GUEST_SSP=6c1a GUEST_RIP=681e NO_SUCH_FIELD=6900")
        #expect(
            Self.conflicts(table) == [
                "GUEST_SSP is 0x6c1a, here 0x682a", "NO_SUCH_FIELD is not in the database",
            ])
        #expect(Self.conflicts(.ymir, explained: []).count == 1)
    }

    @Test("explained conflicts are still there")
    func explanations() {
        for conflict in PeerConflict.explained {
            let table: PeerTable? = PeerTable.all.first { $0.name == conflict.peer }
            let row: PeerTable.Row? = table?.rows.first { $0.symbol == conflict.symbol }
            #expect(row?.encoding == conflict.encoding, "\(conflict.peer) has mended \(conflict.symbol)")
            #expect(Self.fields[conflict.symbol]?.encoding != conflict.encoding)
        }
    }

    /// Who has the field, by the tables.
    static func witnesses(of field: VMCSField) -> FactSources {
        var found: FactSources = ManualTable.names[field.encoding] == nil ? [] : .manual
        for table in PeerTable.all {
            guard let source = table.source else { continue }
            if table.rows.contains(where: { $0.symbol == field.symbol && $0.encoding == field.encoding }) {
                found.insert(source)
            }
        }
        return found
    }

    @Test("the sources of a declaration are the tables that have its encoding")
    func sources() {
        for field in architecture.fields.map(\.field) {
            #expect(field.sources.names == Self.witnesses(of: field).names, "\(field.symbol)")
        }
        #expect(FactSources.all.count == 1 + PeerTable.all.filter { $0.source != nil }.count)
    }

    @Test("confirmed by two that did not copy from one another")
    func confirmation() {
        let unconfirmed: [String] = architecture.fields.map(\.field).filter { !$0.isConfirmed }.map(\.symbol)
        #expect(
            unconfirmed == [
                "GUEST_IA32_FMASK", "GUEST_IA32_PL0_SSP", "GUEST_IA32_SPEC_CTRL", "HOST_IA32_FMASK",
                "HOST_IA32_SPEC_CTRL", "GUEST_RESERVED_24",
            ])
        for field in architecture.fields.map(\.field) {
            #expect(field.isConfirmed == Self.witnesses(of: field).areIndependent, "\(field.symbol)")
        }
        #expect(!FactSources([.manual, .ia32Doc]).areIndependent)
        #expect(FactSources([.bochs, .ia32Doc]).areIndependent)
        #expect(!FactSources.nova.areIndependent)
    }

    @Test("nothing that is not documented can be relied on")
    func undocumented() {
        let fields: [VMCSField] = architecture.fields.map(\.field).filter { $0.existsWhen == .undocumented }
        #expect(fields.map(\.encoding) == [0x282a, 0x282c, 0x2c18, 0x4830])
        #expect(fields.allSatisfy { !$0.isConfirmed })
    }
}

/// SDM volume 3, appendix "Field Encoding in VMCS".
@Suite("Fields of the manual's appendix")
struct ManualFieldTests {
    @Test("each of its fields, under its name")
    func names() {
        let fields: [UInt32: VMCSField] = Dictionary(
            uniqueKeysWithValues: architecture.fields.map { ($0.field.encoding, $0.field) })
        #expect(ManualTable.names.count == 200)
        for (encoding, name) in ManualTable.names {
            let ours: String = fields[encoding]?.name ?? "nothing"
            // The manual has abbreviations behind some names, as the declarations do, but not always the same.
            #expect(Self.plain(ours) == Self.plain(name), "\(FieldSourceTests.hexadecimal(encoding))")
        }
    }

    /// The names of the controls of which any one will do; nil for another condition.
    private static func controlNames(in predicate: CapabilityPredicate) -> [String]? {
        switch predicate {
        case .always: return []
        case .allowed(let id): return architecture.control(id).map { [$0.name] }
        case .any(let parts) where !parts.isEmpty:
            let names: [[String]?] = parts.map(controlNames(in:))
            return names.contains { $0 == nil } ? nil : names.compactMap { $0 }.flatMap { $0 }.sorted()
        case .any, .all, .msrBit, .cpuid: return nil
        }
    }

    /// The fields that the manual has on other conditions than `conditions` says.
    private static func otherwise(_ conditions: [[String]: [UInt32]]) -> [String] {
        let expected: [UInt32: [String]] = Dictionary(
            uniqueKeysWithValues: conditions.flatMap { names, encodings in encodings.map { ($0, names) } })
        let others: [UInt32] = ManualConditions.fred + ManualConditions.eptpSwitching
        return architecture.fields.map(\.field)
            .filter { ManualTable.names[$0.encoding] != nil && !others.contains($0.encoding) }
            .filter { controlNames(in: $0.existsWhen) != expected[$0.encoding, default: []] }.map(\.symbol)
    }

    @Test("fields exist where the footnotes of the appendix say so")
    func conditions() {
        #expect(Self.otherwise(ManualConditions.controls) == [])
        for encoding in ManualConditions.fred {
            let field: VMCSField? = architecture.fields.map(\.field).first { $0.encoding == encoding }
            #expect(field?.existsWhen == .cpuid(CPUIDFeatures.fred))
        }
        let list: CapabilityPredicate = vmcs.control.eptpListAddress.declaration.existsWhen
        #expect(list == .all([.allowed(controls.secondary.enableVMFunctions.declaration.id), .msrBit(0x491, 0)]))
        var doctored: [[String]: [UInt32]] = ManualConditions.controls
        doctored[["Enable VPID"]] = []
        #expect(Self.otherwise(doctored) == ["VIRTUAL_PROCESSOR_ID"])
    }

    private static func plain(_ name: String) -> String { String(name.prefix { $0 != "(" }).trimmed }

    @Test("as many in each group as in the manual, and eleven that others have beside")
    func counts() {
        var counts: [String: Int] = [:]
        var more: [String] = []
        for field in architecture.fields.map(\.field) {
            if ManualTable.names[field.encoding] == nil {
                more.append(field.symbol)
            } else {
                counts["\(field.width.name) \(field.group.name)", default: 0] += 1
            }
        }
        #expect(counts == ManualTable.counts)
        #expect(
            more == [
                "GUEST_APIC_TIMER_VECTOR", "ENCLV_EXITING_BITMAP", "GUEST_DEADLINE_VIR", "EXTENDED_INSTRUCTION_INFO",
                "GUEST_IA32_FMASK", "GUEST_IA32_PL0_SSP", "GUEST_IA32_SPEC_CTRL", "GUEST_DEADLINE_PHY",
                "HOST_IA32_FMASK", "HOST_IA32_SPEC_CTRL", "GUEST_RESERVED_24",
            ])
        #expect(architecture.fields.count == 211)
    }
}

extension String {
    fileprivate var trimmed: String { String(reversed().drop { $0 == " " }.reversed()) }
}
