// SPDX-License-Identifier: GPL-2.0-only

extension ABIRule {
    static let sizesAreMultiplesOfEight: ABIRule = ABIRule(
        code: Diagnostic.Code(402),
        title: "The size of a structure is a multiple of 8",
        section: "Linux Documentation/process/botching-up-ioctls.rst, \"Prerequisites\"",
        reason: """
            A structure with a 64-bit member is rounded up to 8 bytes on x86-64 and to 4 on i386. With a size \
            that is a multiple of 8 both agree, and so do arrays of the structure; the size is part of the \
            ioctl's number.
            """,
        check: { abi, _ in
            abi.structures.compactMap { structure -> Diagnostic? in
                let layout = ABILayout(of: structure)
                let size = layout.size - layout.tailGap
                guard size == 0 || size % 8 != 0 else { return nil }
                return sizesAreMultiplesOfEight.finding(
                    "structure '\(structure.name)' has \(size) bytes, which is not a positive multiple of 8",
                    at: structure.location,
                    suggestion: "add a padding member of \(8 - size % 8) bytes")
            }
        })
}
