// SPDX-License-Identifier: GPL-2.0-only

import Glibc
import Subprocess
import SystemPackage

/// The x86 headers of one kernel that is installed here.
struct KernelHeaders: CustomStringConvertible, Sendable {
    /// `arch/x86/include` of the kernel.
    let folder: String
    /// For example `[6, 1]`.
    let version: [Int]

    var description: String { "Linux \(version.map(String.init).joined(separator: "."))" }

    /// The headers packages of Debian under `/usr/src`, and what `HVCORE_KERNEL_HEADERS` names beside
    /// (folders like `…/linux-headers-7.2.13+deb14-common`, with colons between).
    static let installed: [KernelHeaders] = {
        let more: [String] =
            getenv("HVCORE_KERNEL_HEADERS").map { String(cString: $0) }?
            .split(separator: ":").map(String.init) ?? []
        let packages: [String] = names(in: "/usr/src").filter {
            $0.hasPrefix("linux-headers-") && $0.hasSuffix("-common")
        }.map { "/usr/src/\($0)" }
        return (packages + more).compactMap(KernelHeaders.init(package:))
    }()

    init?(package: String) {
        let name: Substring = package.split(separator: "/").last?.dropFirst("linux-headers-".count) ?? ""
        let numbers: [Int] = name.prefix { $0.isNumber || $0 == "." }.split(separator: ".").compactMap { Int($0) }
        guard numbers.count >= 2 else { return nil }
        folder = package + "/arch/x86/include"
        version = Array(numbers.prefix(2))
        guard access(folder + "/asm/vmx.h", R_OK) == 0 else { return nil }
    }

    func isAtLeast(_ other: String) -> Bool {
        let wanted: [Int] = other.split(separator: ".").compactMap { Int($0) }
        return !version.lexicographicallyPrecedes(wanted)
    }

    func text(of header: String) throws -> String {
        try contents(of: folder + "/" + header)
    }

    /// What a C compiler says of one static assertion a line; empty when all hold.
    func check(_ headers: [String], _ assertions: [Assertion]) async throws -> String {
        let work = FilePath(folderForFiles())
        defer { removeFolder(work.string) }
        for (name, text) in Self.shims { try write(text, to: work.string + "/" + name) }
        var source = "#include <linux/types.h>\n#include <linux/bitops.h>\n"
        for header in headers { source += "#include <\(header)>\n" }
        for assertion in assertions { source += assertion.line + "\n" }
        let file: String = work.string + "/check.c"
        try write(source, to: file)
        let result = try await run(
            .name("gcc"),
            arguments: [
                "-std=gnu11", "-fsyntax-only", "-fmax-errors=0", "-Wno-unused", "-I", work.string, "-I", folder, file,
            ],
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        return result.terminationStatus.isSuccess ? "" : result.standardError
    }

    /// As much of the kernel's own headers as these few need in user space.
    private static let shims: [(String, String)] = [
        (
            "linux/types.h",
            """
            #pragma once
            typedef unsigned char u8; typedef unsigned short u16; typedef unsigned int u32;
            typedef unsigned long long u64; typedef _Bool bool;
            #define __aligned(x) __attribute__((aligned(x)))
            """
        ),
        (
            "linux/bitops.h",
            """
            #pragma once
            #define BIT(n) (1UL << (n))
            #define BIT_ULL(n) (1ULL << (n))
            #define GENMASK(h, l) ((~0UL << (l)) & (~0UL >> (63 - (h))))
            #define GENMASK_ULL(h, l) GENMASK(h, l)
            #define static_assert _Static_assert
            """
        ),
        ("linux/bits.h", "#include <linux/bitops.h>\n"),
        ("linux/bug.h", "#pragma once\n#define WARN_ON_ONCE(x) (x)\n"),
        ("asm/required-features.h", ""),
        ("asm/disabled-features.h", ""),
    ]
}

/// One comparison of a constant of Linux with a number of the database.
struct Assertion: Hashable, Sendable {
    let symbol: String
    let value: UInt64
    /// What the number belongs to, for the message.
    let subject: String

    var line: String {
        "_Static_assert((\(symbol)) == \(value)ULL, \"\(subject): Linux's \(symbol) differs\");"
    }
}
