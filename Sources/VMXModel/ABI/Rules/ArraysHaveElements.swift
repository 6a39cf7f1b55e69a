// SPDX-License-Identifier: GPL-2.0-only

extension ABIRule {
    static let arraysHaveElements: ABIRule = ABIRule(
        code: Diagnostic.Code(410),
        title: "An array has elements, a text has room for its NUL",
        section: "ISO C11, \"Array declarators\"",
        reason: "C has no array without elements, and C++ gives it another size than GNU C.",
        check: { abi, _ in
            abi.structures.flatMap { structure in
                structure.members.compactMap { member -> Diagnostic? in
                    let count: Int
                    switch member.type {
                    case .array(_, let elements): count = elements
                    case .text(let length): count = Int(length.value)
                    case .u16, .u32, .u64, .code, .structure, .userPointer: return nil
                    }
                    guard count < 1 else { return nil }
                    return arraysHaveElements.finding(
                        "member '\(member.name)' of structure '\(structure.name)' has \(count) elements",
                        at: member.location, suggestion: "give it at least one, or remove the member")
                }
            }
        })
}
