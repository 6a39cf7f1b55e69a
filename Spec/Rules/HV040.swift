// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension RuleExample {
    static let hv040: RuleExample = RuleExample(40, wrong: .fields([HV040.wrong]), right: .fields([HV040.right]))
}

private enum HV040 {
    // MARK: wrong

    // GUEST_RIP has index 15 of the natural-width guest fields.
    static let wrong: VMCSField = row(.guestState, 15, "Guest SSP", "GUEST_SSP_MINE")  // error: HV040

    // MARK: right

    static let right: VMCSField = row(.guestState, 250, "Guest SSP", "GUEST_SSP_MINE")
}
