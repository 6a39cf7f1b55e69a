// SPDX-License-Identifier: GPL-2.0-only

/// The names of the elements of a list, looked up as ``ExplainQuery/normalized(_:)`` compares them.
struct NameTable {
    /// As people write them.
    let names: [String]
    private let indices: [String: [Int]]

    /// - Parameter names: for each element of the list all its names.
    init(_ names: [[String]]) {
        self.names = names.flatMap { $0 }
        var indices: [String: [Int]] = [:]
        for (index, own) in names.enumerated() {
            for name: String in own {
                let key: String = ExplainQuery.normalized(name)
                if indices[key]?.last != index { indices[key, default: []].append(index) }
            }
        }
        self.indices = indices
    }

    /// The elements that have the name, which is normalized, in the order of the list.
    subscript(name: String) -> [Int] { indices[name] ?? [] }

    /// The same by the whole of a question, or by what is left of it behind a word such as `msr`: names may begin
    /// with the word, too.
    subscript(query: ExplainQuery, rest: String) -> [Int] {
        query.name == rest ? self[rest] : self[rest] + self[query.name].filter { !self[rest].contains($0) }
    }
}
