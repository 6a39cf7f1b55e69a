// SPDX-License-Identifier: GPL-2.0-only

/// An arm that no state can take, and why. One that is taken all the same, or that
/// is not there any more, fails the test.
struct Waiver: Hashable {
    let owner: String
    /// As in `Arm`.
    let number: Int
    let label: String
    let because: String

    static let all: [Waiver] = [
    ]
}
