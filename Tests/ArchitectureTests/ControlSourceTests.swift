// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Testing
import VMXModel

/// The bits of each control word that a source names, as masks.
struct ControlTable: Sendable, CustomStringConvertible {
    let name: String
    let masks: [ControlWordID: UInt64]

    var description: String { name }

    /// SDM volume 3, February 2026, tables "Definitions of Pin-Based VM-Execution Controls" to "Definitions of
    /// VM-Entry Controls". The table of the secondary controls leaves out ENCLV exiting (28) and EPC
    /// virtualization (29), which other chapters name.
    static let manual: ControlTable = ControlTable(
        name: "the manual",
        masks: [
            .pin: 0xe9, .primary: 0xfbfb_9e8c, .secondary: 0xcfff_ffff, .tertiary: 0x13ff, .exit: 0xfffc_9204,
            .secondaryExit: 0xf, .entry: 0x03ff_ee04,
        ])

    /// `cpu/vmx_ctrls.h` of August 2026.
    static let bochs: ControlTable = ControlTable(
        name: "Bochs",
        masks: [
            .pin: 0xe9, .primary: 0xfbfb_9e8c, .secondary: 0xdfdf_ffff, .tertiary: 0x1df, .exit: 0xfffc_9204,
            .secondaryExit: 0xf, .entry: 0x01ff_ee04,
        ])

    /// `vmx.hpp` of January 2024, without the default1 bits, which it names too.
    static let nova: ControlTable = ControlTable(
        name: "NOVA",
        masks: [
            .pin: 0xe9, .primary: 0xfbfb_9e8c, .secondary: 0xffff_ffff, .tertiary: 0x2ff, .exit: 0xfffc_9204,
            .secondaryExit: 0xb, .entry: 0x00ff_ee04,
        ])

    /// `vmcs_defs.h` of 2025; it has no exit controls.
    static let tdxModule: ControlTable = ControlTable(
        name: "the TDX module",
        masks: [.pin: 0xe9, .primary: 0xfbfb_9e8c, .secondary: 0xffff_ffff, .tertiary: 0xbf, .entry: 0x02ff_ee04])

    static let all: [ControlTable] = [manual, bochs, nova, tdxModule]
}

@Suite("Bits of controls are those of several sources")
struct ControlSourceTests {
    static func mask(_ word: ControlWordID) -> UInt64 {
        architecture.controls.filter { $0.id.word == word }.reduce(0) { $0 | $1.mask }
    }

    static func names(_ word: ControlWordID, _ mask: UInt64) -> [String] {
        (0..<64).filter { mask >> UInt64($0) & 1 == 1 }.map { "\(word.name).\($0)" }
    }

    @Test("no source names a bit that the database lacks", arguments: ControlTable.all)
    func completeness(table: ControlTable) {
        for (word, mask) in table.masks { #expect(Self.names(word, mask & ~Self.mask(word)) == []) }
    }

    /// The bits that fewer than two of the tables have.
    static func unconfirmed(_ tables: [ControlTable]) -> [String] {
        controlWords.all.map(\.id).flatMap { word in
            names(
                word,
                (0..<64).reduce(UInt64(0)) { found, bit in
                    let has: Bool = mask(word) >> UInt64(bit) & 1 == 1
                    let witnesses: Int = tables.filter { ($0.masks[word] ?? 0) >> UInt64(bit) & 1 == 1 }.count
                    return has && witnesses < 2 ? found | 1 << UInt64(bit) : found
                })
        }
    }

    @Test("two of them name each bit, but for one that only the manual has")
    func confirmation() {
        #expect(Self.unconfirmed(ControlTable.all) == ["tertiary.12"])
        #expect(Self.unconfirmed([.bochs, .nova]).contains("tertiary.5"))
    }

    /// The manual has 5, 22, 30, 11, 18, 4 and 17; ENCLV exiting and EPC virtualization come on top.
    @Test("how many each word has")
    func counts() {
        let counts: [Int] = controlWords.all.map { Self.mask($0.id).nonzeroBitCount }
        #expect(counts == [5, 22, 32, 11, 18, 4, 17])
        let manual: [Int] = controlWords.all.map { ControlTable.manual.masks[$0.id]!.nonzeroBitCount }
        #expect(manual == [5, 22, 30, 11, 18, 4, 17])
    }

    /// SDM volume 3, "the first processors … support only the 1-settings of bits …"; Linux and Bochs have the numbers.
    @Test("default1 bits are named by nothing but what the first processors forced")
    func defaults() {
        #expect(controlWords.all.map(\.default1) == [0x16, 0x0401_e172, 0, 0, 0x36dff, 0, 0x11ff])
        let forced: [String] = controlWords.all.flatMap { Self.names($0.id, $0.default1 & Self.mask($0.id)) }
        #expect(forced == ["primary.15", "primary.16", "exit.2", "entry.2"])
    }
}
