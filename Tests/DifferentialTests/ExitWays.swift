// SPDX-License-Identifier: GPL-2.0-only

/// How often runs through an exit entry went where.
struct ExitWays {
    /// To the guest, by a stub.
    var resumed: Int = 0
    /// To C, by the driver's `DRIVER_DISPATCH` and so on.
    var entered: [Int] = [0, 0, 0]

    var light: Int { entered[1] }
    var full: Int { entered[2] }

    /// - Parameter header: the driver's `struct driver_stub_header`, in two words.
    mutating func count(_ header: (UInt64, UInt64)) {
        if header.0 & 0xffff_ffff == 1 { resumed += 1 } else { entered[Int(header.1 >> 32)] += 1 }
    }

    static func += (left: inout ExitWays, right: ExitWays) {
        left.resumed += right.resumed
        for kind: Int in left.entered.indices { left.entered[kind] += right.entered[kind] }
    }
}
