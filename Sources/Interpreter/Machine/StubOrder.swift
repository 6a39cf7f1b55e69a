// SPDX-License-Identifier: GPL-2.0-only

/// In which order a stub may have the effects of its handler.
///
/// Exactly that of the handler, but for VMREADs, which nobody sees. Before an MSR is read the registers that the
/// access overwrites are free, and behind it they are not: there a stub may VMREAD what it needs afterwards earlier
/// than the handler does. So
///
/// - everything but VMREADs is the same and in the same order;
/// - the same fields are VMREAD as often, with the same values: none is read on the other side of a VMWRITE to it;
/// - only where an access to an MSR faults, more fields may have been read than such a path needs.
public enum StubOrder {
    /// - Parameters:
    ///   - expected: the handler's effects, entries of four words as ``EffectKind`` has them.
    ///   - found: the stub's.
    public static func allows(_ found: [[UInt64]], insteadOf expected: [[UInt64]]) -> Bool {
        if found == expected { return true }
        if found.filter({ !isRead($0) }) != expected.filter({ !isRead($0) }) { return false }
        var extra: [[UInt64]: Int] = [:]
        for read: [UInt64] in found where isRead(read) { extra[read, default: 0] += 1 }
        for read: [UInt64] in expected where isRead(read) {
            guard let count = extra[read], count > 0 else { return false }
            extra[read] = count - 1
        }
        return expected.contains(where: isFault) || extra.values.allSatisfy { $0 == 0 }
    }

    private static func isRead(_ entry: [UInt64]) -> Bool { entry[0] == EffectKind.readField.rawValue }

    /// An access to an MSR that raised #GP.
    private static func isFault(_ entry: [UInt64]) -> Bool {
        let isAccess: Bool = entry[0] == EffectKind.readMSR.rawValue || entry[0] == EffectKind.writeMSR.rawValue
        return isAccess && entry[3] != 0
    }
}
