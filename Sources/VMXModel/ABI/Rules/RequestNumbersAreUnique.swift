// SPDX-License-Identifier: GPL-2.0-only

extension ABIRule {
    static let requestNumbersAreUnique: ABIRule = ABIRule(
        code: Diagnostic.Code(404),
        title: "The number of an ioctl is its own for ever",
        section: "Linux Documentation/driver-api/ioctl.rst, \"Command number definitions\"",
        reason: """
            A number that is given away twice, now or after an ioctl was removed, makes an old program do \
            something that it did not ask for. The number field has 8 bits, the size field 14.
            """,
        check: { abi, _ in
            var found: [Diagnostic] = []
            var owners: [Int: ABIRequest] = [:]
            for request in abi.requests {
                if !(0...255).contains(request.number) {
                    found.append(
                        requestNumbersAreUnique.finding(
                            "ioctl '\(request.symbol)' has number \(request.number), which does not fit in 8 bits",
                            at: request.location, suggestion: "choose a free number from 0 to 255"))
                }
                if let structure = request.argument.structure, ABILayout(of: structure).size >= 1 << 14 {
                    found.append(
                        requestNumbersAreUnique.finding(
                            "structure '\(structure.name)', the argument of '\(request.symbol)', has "
                                + "\(ABILayout(of: structure).size) bytes, which do not fit in the 14 bits of an ioctl's size",
                            at: request.location, suggestion: "pass a user pointer to what is large"))
                }
                if abi.retiredRequestNumbers.contains(request.number) {
                    found.append(
                        requestNumbersAreUnique.finding(
                            "ioctl '\(request.symbol)' has number \(request.number), which belonged to an ioctl "
                                + "that was removed",
                            at: request.location, suggestion: "choose a number that was never used"))
                }
                if let owner = owners[request.number] {
                    found.append(
                        requestNumbersAreUnique.finding(
                            "ioctls '\(owner.symbol)' and '\(request.symbol)' both have number \(request.number)",
                            at: request.location, suggestion: "choose a number that was never used",
                            notes: [Diagnostic.Note("'\(owner.symbol)' is declared here", at: owner.location)]))
                } else {
                    owners[request.number] = request
                }
            }
            return found
        })
}
