// SPDX-License-Identifier: GPL-2.0-only

extension ABIRule {
    static let declaredBeforeUse: ABIRule = ABIRule(
        code: Diagnostic.Code(406),
        title: "What a structure or an ioctl uses is declared before it",
        section: "ISO C11, \"Scopes of identifiers\"",
        reason: """
            The header is written in the order of the description. A structure that is used and not listed \
            would be missing from it.
            """,
        check: { abi, _ in
            var found: [Diagnostic] = []
            var declared: [ABIStructure] = []
            for structure in abi.structures {
                for member in structure.members {
                    for used in member.type.usedStructures where !declared.contains(used) {
                        found.append(
                            missing(
                                "structure '\(used.name)'", by: "member '\(member.name)'", at: member.location,
                                declared: used.location))
                    }
                    for used in member.type.usedEnumerations where !abi.enumerations.contains(used) {
                        found.append(
                            missing(
                                "enumeration '\(used.name)'", by: "member '\(member.name)'", at: member.location,
                                declared: used.location))
                    }
                    for used in member.type.usedConstants where !abi.constants.contains(used) {
                        found.append(
                            missing(
                                "constant '\(used.symbol)'", by: "member '\(member.name)'", at: member.location,
                                declared: used.location))
                    }
                }
                declared.append(structure)
            }
            for request in abi.requests {
                if let used = request.argument.structure, !declared.contains(used) {
                    found.append(
                        missing(
                            "structure '\(used.name)'", by: "ioctl '\(request.symbol)'", at: request.location,
                            declared: used.location))
                }
            }
            if !declared.contains(abi.record) {
                found.append(
                    missing(
                        "structure '\(abi.record.name)'", by: "read(2)", at: abi.location,
                        declared: abi.record.location))
            }
            return found
        })

    private static func missing(
        _ what: String, by user: String, at location: SourceLocation, declared: SourceLocation
    ) -> Diagnostic {
        declaredBeforeUse.finding(
            "\(what) is used by \(user) and not declared before it", at: location,
            suggestion: "list it in the ABI description, before what uses it",
            notes: [Diagnostic.Note("it is described here", at: declared)])
    }
}

extension ABIType {
    fileprivate var usedStructures: [ABIStructure] {
        switch self {
        case .structure(let structure), .userPointer(.structures(let structure)): [structure]
        case .array(let element, _): element.usedStructures
        case .u16, .u32, .u64, .code, .text, .userPointer(.bytes): []
        }
    }

    fileprivate var usedEnumerations: [ABIEnumeration] {
        switch self {
        case .code(let enumeration): [enumeration]
        case .array(let element, _): element.usedEnumerations
        case .u16, .u32, .u64, .structure, .text, .userPointer: []
        }
    }

    fileprivate var usedConstants: [ABIConstant] {
        switch self {
        case .text(let length): [length]
        case .array(let element, _): element.usedConstants
        case .u16, .u32, .u64, .code, .structure, .userPointer: []
        }
    }
}
