// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Glibc
import Testing
import VMXModel

@Suite("Words, records and capability MSRs")
struct WordTests {
    static let folder: String = {
        let file: String = #filePath
        return file.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/Spec/Architecture/Words"
    }()

    /// The names of the layouts that the files of a folder declare.
    static func declared(in texts: [String]) -> [String] {
        texts.flatMap { text in
            text.split(separator: "\n").compactMap { line in
                let words: [Substring] = line.split(separator: " ")
                return words.count > 3 && words[0] == "public" && words[1] == "struct" && words[3] == "BitLayout"
                    ? String(words[2].dropLast()) : nil
            }
        }
    }

    @Test("every layout of the folder is in the list")
    func list() throws {
        let texts: [String] = try names(in: Self.folder).filter { $0.hasSuffix(".swift") }
            .map { try contents(of: Self.folder + "/" + $0) }
        let declared: [String] = Self.declared(in: texts)
        #expect(declared.contains("EPTPageEntry"))
        let list: String = try contents(of: Self.folder + "/Words.swift")
        #expect(declared.filter { !list.contains("of: \($0).self") } == [])
        #expect(words.count == declared.count)
        #expect(Self.declared(in: ["public struct Forgotten: BitLayout {"]) == ["Forgotten"])
    }

    @Test("no two parts of a word, or of a capability MSR, share a bit")
    func overlap() {
        let all: [BitLayoutDescription] = words + architecture.capabilityMSRs.compactMap(\.layout)
        #expect(all.flatMap(LayoutTests.faults) == [])
        #expect(architecture.capabilityMSRs.filter { $0.layout == nil }.map(\.name) == [])
    }

    /// `MSRBits` has the same bits as masks, for handlers.
    @Test("masks of capability MSRs are those of their layouts")
    func masks() {
        let misc = VMXMiscLayout()
        let basic = VMXBasicLayout()
        let ept = EPTVPIDCapabilitiesLayout()
        let feature = FeatureControlLayout()
        #expect(MSRBits.VMXMisc.savesLMA == misc.savesLMA.declaration.mask)
        #expect(MSRBits.VMXMisc.writesAnyField == misc.writesAnyField.declaration.mask)
        #expect(MSRBits.VMXMisc.zeroLengthInjection == misc.zeroLengthInjection.declaration.mask)
        #expect(MSRBits.VMXBasic.revision == basic.revision.declaration.mask)
        #expect(MSRBits.VMXBasic.trueControls == basic.trueControls.declaration.mask)
        #expect(MSRBits.VMXBasic.anyErrorCode == basic.anyErrorCode.declaration.mask)
        #expect(MSRBits.VMXBasic.nestedExceptions == basic.nestedExceptions.declaration.mask)
        #expect(MSRBits.EPTVPIDCapabilities.invept == ept.invept.declaration.mask)
        #expect(MSRBits.EPTVPIDCapabilities.accessedDirty == ept.accessedDirty.declaration.mask)
        #expect(MSRBits.EPTVPIDCapabilities.invvpidRetainingGlobals == ept.invvpidRetainingGlobals.declaration.mask)
        #expect(MSRBits.FeatureControl.vmxOutsideSMX == feature.vmxOutsideSMX.declaration.mask)
        #expect(MSRBits.FeatureControl.localMachineCheck == feature.localMachineCheck.declaration.mask)
    }

    @Test("the layout of an encoding is the one that the model computes")
    func encoding() {
        let layout = FieldEncoding()
        let rip: UInt64 = UInt64(vmcs.guest.rip.declaration.encoding)
        func part(_ bits: BitRange) -> UInt64 { (rip & bits.mask) >> UInt64(bits.low) }
        #expect(part(layout.index.declaration) == 15)
        #expect(part(layout.type.declaration) == UInt64(FieldGroup.guestState.rawValue))
        #expect(part(layout.width.declaration) == UInt64(FieldWidth.natural.rawValue))
        #expect(layout.isHigh.declaration.mask == 1)
    }

    /// Sizes and offsets by the sections that the declarations cite; Linux has the MSR entry and the descriptor.
    @Test("records")
    func records() {
        let sizes: [String: Int] = Dictionary(uniqueKeysWithValues: architecture.records.map { ($0.name, $0.size) })
        #expect(sizes.count == 9)
        #expect(sizes["MSR entry"] == 16 && sizes["Posted-interrupt descriptor"] == 64)
        let area: RecordDescription? = architecture.records.first { $0.name.hasPrefix("Virtualization-exception") }
        #expect(area?.members.map(\.offset) == [0, 4, 8, 16, 24, 32])
        #expect(area?.members.map(\.size) == [4, 4, 8, 8, 8, 2])
        for record in architecture.records {
            #expect(record.size % record.alignment == 0, "\(record.name)")
            for member in record.members {
                let highest: Int = member.layout?.fields.map(\.bits.high).max() ?? 0
                #expect(highest < 8 * member.size, "\(record.name): \(member.name)")
            }
        }
    }
}
