// SPDX-License-Identifier: GPL-2.0-only

extension ABIRule {
    static let enumeratorsAreDistinct: ABIRule = ABIRule(
        code: Diagnostic.Code(407),
        title: "The numbers of an enumeration are distinct",
        section: "hvcore ABI, \"Enumerations\"",
        reason: "A number with two names cannot be turned back into a name, which is what tools do with it.",
        check: { abi, _ in
            var found: [Diagnostic] = []
            for enumeration in abi.enumerations {
                var owners: [UInt32: ABIEnumeration.Case] = [:]
                for entry in enumeration.cases {
                    if let owner = owners[entry.value] {
                        found.append(
                            enumeratorsAreDistinct.finding(
                                "'\(owner.symbol)' and '\(entry.symbol)' of enumeration '\(enumeration.name)' are "
                                    + "both \(entry.value)",
                                at: entry.location, suggestion: "give the later one a number of its own",
                                notes: [Diagnostic.Note("'\(owner.symbol)' is declared here", at: owner.location)]))
                    } else {
                        owners[entry.value] = entry
                    }
                }
                if enumeration.cases.isEmpty {
                    found.append(
                        enumeratorsAreDistinct.finding(
                            "enumeration '\(enumeration.name)' is empty, which C does not have",
                            at: enumeration.location, suggestion: "remove it"))
                }
            }
            return found
        })
}
