// SPDX-License-Identifier: GPL-2.0-only

/// A leaf of CPUID, with what the processor answers.
struct CPUIDLeaf {
    let leaf: UInt32
    let subleaf: UInt32
    let answer: CPUIDResult

    /// The leaves with features that hypervisors look at, and those that say how many leaves there are. What lies
    /// behind the last leaf of its range is left out: processors answer with the data of another one.
    static func features(on system: any SystemInterface) -> [CPUIDLeaf] {
        let wanted: [(leaf: UInt32, subleaf: UInt32)] = [
            (0, 0), (1, 0), (7, 0), (7, 1), (0xd, 1), (extended, 0), (extended | 1, 0), (extended | 8, 0),
        ]
        return wanted.compactMap { leaf, subleaf in
            guard system.cpuid(leaf: leaf & extended, subleaf: 0).eax >= leaf else { return nil }
            return CPUIDLeaf(leaf: leaf, subleaf: subleaf, answer: system.cpuid(leaf: leaf, subleaf: subleaf))
        }
    }

    var json: JSON {
        .object([
            .init("leaf", .unsigned(UInt64(leaf))), .init("subleaf", .unsigned(UInt64(subleaf))),
            .init("eax", .hexadecimal(UInt64(answer.eax))), .init("ebx", .hexadecimal(UInt64(answer.ebx))),
            .init("ecx", .hexadecimal(UInt64(answer.ecx))), .init("edx", .hexadecimal(UInt64(answer.edx))),
        ])
    }

    /// Leaves from here on are counted by this one.
    private static let extended: UInt32 = 0x8000_0000
}
