// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What a running profile records.
enum Events {
    /// Words of payload in a record.
    static let words: Int = 4

    static let event = ABIStructure(
        "event", "a record, as read(2) returns it",
        discussion: """
            A read returns whole records, the oldest of each CPU first; 0 when there are none. It fails with \
            EINVAL when there is no room for one record.
            """,
        members: [
            ABIMember("kind", .u16, "enum hvcore_event_kind"),
            ABIMember("cpu", .u16, "where it happened"),
            ABIMember("lost", .u32, "records lost on this CPU before this one"),
            ABIMember("tsc", .u64, "the time-stamp counter of the CPU"),
            ABIMember("words", .array(.u64, words), "what the kind says"),
        ])
}
