// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Counters of a running profile.
enum Statistics {
    static let stat = ABIStructure(
        "stat", "one statistic",
        members: [
            ABIMember("name", .text(Constants.nameLength), "of the state that the profile exports"),
            ABIMember(
                "label", .text(Constants.nameLength), "of the index, for example the exit reason's name; may be empty"),
            ABIMember("cpu", .u32, "a CPU, or HVCORE_ALL_CPUS"),
            ABIMember("index", .u32, "the exit reason, or the element's number"),
            ABIMember("value", .u64, "the count"),
        ])

    static let stats = ABIStructure(
        "stats", "the statistics of the profile",
        discussion: """
            With a count of 0 the call only says how many there are. When there is less room than there are \
            statistics the call fails with ENOSPC, and count says how much is needed.
            """,
        members: [
            .size(),
            .flags(),
            ABIMember("cpu", .u32, .input, "a CPU, or HVCORE_ALL_CPUS for sums"),
            ABIMember("count", .u32, .both, "room for how many; returns how many there are"),
            ABIMember("stats", .userPointer(.structures(stat)), .input, "where to"),
        ])
}
