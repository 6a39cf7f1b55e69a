// SPDX-License-Identifier: GPL-2.0-only

extension ABIRule {
    static let directionsAgree: ABIRule = ABIRule(
        code: Diagnostic.Code(408),
        title: "The direction of an ioctl and of its members agree",
        section: "Linux Documentation/driver-api/ioctl.rst, \"Command number definitions\"",
        reason: """
            An ioctl that is declared as read by the kernel (_IOW) never hands a member back; one that is \
            declared as written (_IOWR) must have a member that is. A member of an argument without a \
            direction leaves open who must set it.
            """,
        check: { abi, _ in
            var found: [Diagnostic] = []
            for request in abi.requests {
                guard let structure = request.argument.structure else { continue }
                let note = Diagnostic.Note("the ioctl is declared here", at: request.location)
                let written = structure.members.filter { $0.direction == .output || $0.direction == .both }
                for member in structure.members where member.direction == .plain {
                    found.append(
                        directionsAgree.finding(
                            "member '\(member.name)' of '\(structure.name)', the argument of '\(request.symbol)', "
                                + "does not say who writes it",
                            at: member.location, suggestion: "write .input, .output, .both or .reserved", notes: [note])
                    )
                }
                switch request.argument {
                case .read:
                    for member in written {
                        found.append(
                            directionsAgree.finding(
                                "member '\(member.name)' of '\(structure.name)' is an output, but ioctl "
                                    + "'\(request.symbol)' only reads its argument",
                                at: member.location, suggestion: "declare the argument as .readAndWritten",
                                notes: [note]))
                    }
                case .readAndWritten where written.isEmpty:
                    found.append(
                        directionsAgree.finding(
                            "ioctl '\(request.symbol)' writes its argument, but no member of '\(structure.name)' is an output",
                            at: request.location, suggestion: "declare the argument as .read",
                            notes: [
                                Diagnostic.Note("'\(structure.name)' is declared here", at: structure.location)
                            ]))
                case .readAndWritten, .none:
                    break
                }
            }
            return found
        })
}
