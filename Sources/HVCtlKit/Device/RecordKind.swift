// SPDX-License-Identifier: GPL-2.0-only

import HVCoreInterface

/// What this hvctl knows of a kind of record.
struct RecordKind: Hashable {
    let number: UInt16
    /// The word for it; it does not change.
    let text: String
    /// What the words of the record mean, in order.
    let arguments: [String]

    /// Those of the profiles that this hvctl was built with, then the module's own.
    static let all: [RecordKind] =
        HVCoreEventKind.all.map { RecordKind(number: $0.number, text: $0.text, arguments: $0.arguments) } + [
            RecordKind(
                number: UInt16(HVCoreRuntimeRecord.entryFailed.rawValue), text: HVCoreRuntimeRecord.entryFailed.text,
                arguments: ["instruction_error", "exit_reason", "qualification", "rule"])
        ]
}
