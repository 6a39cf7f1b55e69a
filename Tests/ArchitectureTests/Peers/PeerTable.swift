// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The encodings of VMCS fields that another project has, each under our symbol: facts that were looked up there,
/// with which the database has to agree or say why it does not.
struct PeerTable: Sendable, CustomStringConvertible {
    struct Row: Sendable {
        let symbol: String
        let encoding: UInt32
    }

    let name: String
    /// What a declaration calls it among its sources; nil for one more witness.
    let source: FactSources?
    let rows: [Row]

    var description: String { name }

    init(_ name: String, _ source: FactSources?, _ text: String) {
        self.name = name
        self.source = source
        rows = text.split { $0 == " " || $0 == "\n" }.map { word in
            let parts: [Substring] = word.split(separator: "=")
            return Row(symbol: String(parts[0]), encoding: UInt32(parts[1], radix: 16)!)
        }
    }

    static let all: [PeerTable] = [linux, kvmPatches, xen, bochs, nova, ia32Doc, tdxModule, acrn, ymir]
}

/// An encoding that a peer has and the database does not believe.
struct PeerConflict: Sendable, Hashable {
    let peer: String
    let symbol: String
    let encoding: UInt32
    let why: String

    static let explained: [PeerConflict] = [
        PeerConflict(
            peer: "Ymir", symbol: "VMX_PREEMPTION_TIMER_VALUE", encoding: 0x482c,
            why: "counts on from IA32_SYSENTER_CS; the manual and eight peers leave index 22 free")
    ]
}
