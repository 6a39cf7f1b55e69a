// SPDX-License-Identifier: GPL-2.0-only

extension ABIRule {
    static let noImplicitPadding: ABIRule = ABIRule(
        code: Diagnostic.Code(401),
        title: "Gaps in a structure are written down",
        section: "Linux Documentation/driver-api/ioctl.rst, \"Structure layout\"",
        reason: """
            Bytes that a compiler puts between members differ between 32-bit and 64-bit programs (i386 aligns \
            64-bit members to 4), cannot be checked to be zero by name, and leak kernel memory when the \
            structure is copied out. A member that says `padding` has none of these faults.
            """,
        check: { abi, _ in
            abi.structures.flatMap { structure -> [Diagnostic] in
                let layout = ABILayout(of: structure)
                var found: [Diagnostic] = []
                for place in layout.places where place.gap > 0 {
                    found.append(
                        noImplicitPadding.finding(
                            "a compiler puts \(place.gap) bytes in front of member '\(place.member.name)' "
                                + "of structure '\(structure.name)', at offset \(place.offset - place.gap)",
                            at: place.member.location,
                            suggestion:
                                "write a padding member of \(place.gap) bytes there, or order the members by size"))
                }
                if layout.tailGap > 0 {
                    found.append(
                        noImplicitPadding.finding(
                            "a compiler puts \(layout.tailGap) bytes at the end of structure '\(structure.name)'",
                            at: structure.location,
                            suggestion: "write a padding member of \(layout.tailGap) bytes as the last one"))
                }
                return found
            }
        })
}
