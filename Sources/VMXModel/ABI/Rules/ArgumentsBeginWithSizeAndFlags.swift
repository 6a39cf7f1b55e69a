// SPDX-License-Identifier: GPL-2.0-only

extension ABIRule {
    static let argumentsBeginWithSizeAndFlags: ABIRule = ABIRule(
        code: Diagnostic.Code(403),
        title: "An argument of an ioctl begins with its size and with flags",
        section: "Linux include/linux/uaccess.h, \"copy_struct_from_user\"",
        reason: """
            The size lets an old program call a new module and a new program an old module: what only one of \
            them knows is zero. The flags are room for a variant that a size cannot express.
            """,
        check: { abi, _ in
            abi.requests.compactMap { request -> Diagnostic? in
                guard let structure = request.argument.structure else { return nil }
                let head = structure.members.prefix(2).map { Head(name: $0.name, type: $0.type) }
                guard head != [Head(name: "size", type: .u32), Head(name: "flags", type: .u32)] else { return nil }
                return argumentsBeginWithSizeAndFlags.finding(
                    "structure '\(structure.name)', the argument of '\(request.symbol)', "
                        + "does not begin with the u32 members 'size' and 'flags'",
                    at: structure.location,
                    suggestion: "begin its members with .size() and .flags()",
                    notes: [Diagnostic.Note("the ioctl is declared here", at: request.location)])
            }
        })

    private struct Head: Equatable {
        let name: String
        let type: ABIType
    }
}
