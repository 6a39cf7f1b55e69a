// SPDX-License-Identifier: GPL-2.0-only

import Foundation

/// Writes a report as JSON: keys sorted, one item a line, the same bytes every time.
public enum JSONReport {
    public static func text(_ report: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(report), as: UTF8.self) + "\n"
        } catch {
            // Reports hold strings, numbers, arrays and structures of these: nothing that cannot be encoded.
            preconditionFailure("a report could not be encoded: \(error)")
        }
    }
}
