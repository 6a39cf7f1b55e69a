// SPDX-License-Identifier: GPL-2.0-only

/// An arm that no state can take, and why. One that is taken all the same, or that
/// is not there any more, fails the test.
struct Waiver: Hashable {
    let owner: String
    /// As in `Arm`.
    let number: Int
    let label: String
    let because: String

    private static let onlyExceptions: String =
        "every event that the handlers here inject is a hardware exception (type 3), a constant argument"
    private static let onlyWithCode: String =
        "what is injected during delivery here is always #GP, a constant argument with an error code"

    static let all: [Waiver] = [
        Waiver(owner: "inject", number: 3, label: "else", because: onlyExceptions),
        Waiver(owner: "injectDuringDelivery", number: 11, label: "else", because: onlyWithCode),
        Waiver(owner: "injectDuringDelivery", number: 13, label: "else", because: onlyExceptions),
    ]
}
