// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The layouts of this folder, for outputs; `Tests/ArchitectureTests` finds one that is left out.
public let words: [BitLayoutDescription] = [
    BitLayoutDescription(of: FieldEncoding.self),
    BitLayoutDescription(of: SegmentAccessRights.self),
    BitLayoutDescription(of: InterruptibilityState.self),
    BitLayoutDescription(of: PendingDebugExceptions.self),
    BitLayoutDescription(of: GuestInterruptStatus.self),
    BitLayoutDescription(of: ExitReasonWord.self),
    BitLayoutDescription(of: InterruptionInformation.self),
    BitLayoutDescription(of: EPTPointer.self),
    BitLayoutDescription(of: EPTTableEntry.self),
    BitLayoutDescription(of: EPTPageEntry.self),
    BitLayoutDescription(of: SubPagePermissionTablePointer.self),
    BitLayoutDescription(of: HLATPointer.self),
    BitLayoutDescription(of: SharedEPTPointer.self),
    BitLayoutDescription(of: PIDPointerTableEntry.self),
    BitLayoutDescription(of: PostedInterruptNotification.self),
].compactMap { (layout: BitLayoutDescription?) -> BitLayoutDescription? in layout }
