// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Numbers of entries of a raw trace: those of `enum sim_trace_kind` in `Tests/Host/sim/sim.h`.
///
/// An entry is four words, the number first and then three arguments; those that
/// are not named are 0.
public enum EffectKind: UInt64, Sendable, CaseIterable {
    /// Encoding, value.
    case readField = 1
    /// Encoding, value.
    case writeField = 2
    /// Leaf (high half) and subleaf, EBX (high half) and EAX, EDX (high half) and ECX.
    case cpuid = 3
    /// Number, value, faulted.
    case readMSR = 4
    /// Number, value, faulted.
    case writeMSR = 5
    /// Identifier, number of arguments; the arguments and then the results follow.
    case call = 6
    /// Index, value.
    case argument = 7
    /// Index, value.
    case result = 8
    /// Number of the event, words 0 and 1.
    case emit = 9
    /// Words 2 and 3.
    case emitMore = 10
}

extension Native {
    /// What a trace calls the native: FNV-1a, 64 bits, of its C name.
    public var identifier: UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte: UInt8 in cName.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }

    /// `fillEPT` is `hv_fill_ept`.
    public var cName: String {
        let letters: [Character] = Array(name)
        var result = "hv_"
        for (index, letter) in letters.enumerated() {
            let startsWord: Bool =
                letter.isUppercase && index > 0
                && (!letters[index - 1].isUppercase
                    || index + 1 < letters.count && letters[index + 1].isLowercase)
            result += (startsWord ? "_" : "") + letter.lowercased()
        }
        return result
    }
}
