// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension RuleExample {
    static let hv041: RuleExample = RuleExample(41, wrong: .fields([HV041.wrong]), right: .fields([HV041.right]))
}

private enum HV041 {
    // MARK: wrong

    static let wrong: VMCSField = row(.hostState, 250, "Guest S_CET", "GUEST_S_CET_MINE")  // error: HV041

    // MARK: right

    static let right: VMCSField = row(.guestState, 250, "Guest S_CET", "GUEST_S_CET_MINE")
}
