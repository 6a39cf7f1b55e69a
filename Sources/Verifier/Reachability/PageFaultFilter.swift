// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Whether a page fault can exit, by bit 14 of the exception bitmap and the two fields that filter error codes.
///
/// SDM volume 3, "Exception Bitmap": with bit 14 set a page fault exits when its error code, under the mask, equals
/// the match; with bit 14 clear when it does not.
struct PageFaultFilter {
    let bitMayBeSet: Bool
    let bitMayBeClear: Bool
    let mask: ValueSet
    let match: ValueSet

    /// Bits that an error code of a page fault may have: P, W, U, RSVD, I, PK, SS, HLAT and SGX.
    private static let possible: UInt64 = 0x80ff

    private var canMatch: Bool {
        guard let mask = mask.single, let match = match.single else { return true }
        return match & ~(mask & Self.possible) == 0
    }

    private var canDiffer: Bool {
        guard let mask = mask.single, let match = match.single else { return true }
        return mask & Self.possible != 0 || match != 0
    }

    var letsPageFaultsExit: Bool { bitMayBeSet && canMatch || bitMayBeClear && canDiffer }
}
