// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What the processors say of their VT-x.
enum Capabilities {
    static let msr = ABIStructure(
        "msr", "a VMX capability MSR of a CPU",
        members: [
            ABIMember("address", .u32, "of the MSR"),
            ABIMember("present", .u32, "1 when the processor has it, else 0"),
            ABIMember("value", .u64, "0 when it has not"),
        ])

    static let caps = ABIStructure(
        "caps", "the VMX capability MSRs of a CPU",
        discussion: "Room and count work as in struct hvcore_stats.",
        members: [
            .size(),
            .flags(),
            ABIMember("cpu", .u32, .input, "the CPU, which must be online"),
            ABIMember("count", .u32, .both, "room for how many; returns how many there are"),
            ABIMember("msrs", .userPointer(.structures(msr)), .input, "where to"),
        ])
}
