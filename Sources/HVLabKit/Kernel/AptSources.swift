// SPDX-License-Identifier: GPL-2.0-only

/// Reads the machine's package sources, in both formats of sources.list(5), for the mirror that it uses.
///
/// The project names no mirror: backports are fetched from where the machine gets its own packages.
enum AptSources {
    /// One archive: a place and the suites that are taken from it.
    struct Entry: Equatable, Sendable {
        var uris: [String]
        var suites: [String]
        var components: [String]
    }

    /// Reads the one-line format, `deb [options] URI SUITE COMPONENT…`.
    static func parseOneLine(_ text: String) -> [Entry] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            let content = line.prefix { $0 != "#" }
            var words = content.split(whereSeparator: \.isWhitespace).map(String.init)
            guard words.first == "deb" else { return nil }
            words.removeFirst()
            if words.first?.hasPrefix("[") == true {
                guard let end = words.firstIndex(where: { $0.hasSuffix("]") }) else { return nil }
                words.removeSubrange(...end)
            }
            guard words.count >= 2 else { return nil }
            return Entry(uris: [words[0]], suites: [words[1]], components: Array(words[2...]))
        }
    }

    /// Reads the deb822 format: stanzas of `Field: value` with folded lines.
    static func parseDeb822(_ text: String) -> [Entry] {
        var entries: [Entry] = []
        var fields: [String: String] = [:]
        var lastField: String?

        func finishStanza() {
            defer {
                fields = [:]
                lastField = nil
            }
            func words(_ field: String) -> [String] {
                (fields[field] ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
            }
            guard words("types").contains("deb"), fields["enabled"]?.lowercased() != "no" else { return }
            entries.append(Entry(uris: words("uris"), suites: words("suites"), components: words("components")))
        }

        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("#") { continue }
            if line.allSatisfy(\.isWhitespace) {
                finishStanza()
            } else if line.first!.isWhitespace, let lastField {
                fields[lastField, default: ""] += " " + line
            } else if let colon = line.firstIndex(of: ":") {
                let name = line[..<colon].lowercased()
                fields[name] = line[line.index(after: colon)...].trimmed
                lastField = name
            }
        }
        finishStanza()
        return entries
    }

    /// The first place that has the suite's component `main`.
    static func mirror(for suite: String, in entries: [Entry]) -> String? {
        entries.first { $0.suites.contains(suite) && $0.components.contains("main") }?.uris.first
    }
}

extension Substring {
    /// Without white space at both ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
