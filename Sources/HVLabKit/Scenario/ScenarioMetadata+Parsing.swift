// SPDX-License-Identifier: GPL-2.0-only

extension ScenarioMetadata {
    private static let marker = "# hvlab:"

    /// Keys whose value is the rest of the line.
    private static let wholeLineKeys: Set<String> = ["description", "cmdline", "tolerate"]

    /// Keys that may be given on several lines.
    private static let repeatableKeys: Set<String> = ["cmdline", "tolerate"]

    /// Reads a scenario's text.
    ///
    /// - Parameter file: its name, for messages.
    init(parsing text: String, file: String) throws {
        self.init()
        var seen: Set<String> = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard line.hasPrefix(Self.marker) else { continue }
            let place = "\(file):\(index + 1)"
            let content = line.dropFirst(Self.marker.count).trimmed
            for (key, value) in try Self.assignments(in: content, at: place) {
                guard Self.repeatableKeys.contains(key) || seen.insert(key).inserted else {
                    throw LabError("\(place): the key `\(key)` is given twice")
                }
                try set(key, to: value, at: place)
            }
        }
        guard !description.isEmpty else {
            throw LabError("\(file): no description", remedy: "Add a line: \(Self.marker) description=…")
        }
    }

    private static func assignments(in content: String, at place: String) throws -> [(String, String)] {
        guard let equals = content.firstIndex(of: "=") else {
            throw LabError("\(place): expected key=value after `\(marker)`")
        }
        let firstKey = String(content[..<equals])
        if wholeLineKeys.contains(firstKey) {
            return [(firstKey, content[content.index(after: equals)...].trimmed)]
        }
        return try content.split(separator: " ").map { word in
            guard let equals = word.firstIndex(of: "=") else {
                throw LabError("\(place): `\(word)` is not key=value")
            }
            let key = String(word[..<equals])
            guard !wholeLineKeys.contains(key) else {
                throw LabError("\(place): `\(key)` takes the rest of its line, so it needs a line of its own")
            }
            return (key, String(word[word.index(after: equals)...]))
        }
    }

    private mutating func set(_ key: String, to value: String, at place: String) throws {
        func list() -> [String] { value.split(separator: ",").map(String.init) }
        func number(_ range: ClosedRange<Int>) throws -> Int {
            guard let number = Int(value), range.contains(number) else {
                throw LabError("\(place): `\(key)` is a number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
        func choice<T: RawRepresentable & CaseIterable>(_ name: String, of type: T.Type) throws -> T
        where T.RawValue == String {
            guard let choice = T(rawValue: name) else {
                let names = T.allCases.map(\.rawValue).joined(separator: ", ")
                throw LabError("\(place): `\(key)` cannot be `\(name)`; it is one of: \(names)")
            }
            return choice
        }
        func flag() throws -> Bool {
            guard value == "yes" || value == "no" else { throw LabError("\(place): `\(key)` is yes or no") }
            return value == "yes"
        }

        switch key {
        case "description": description = value
        case "cpus": cpus = try number(1...8)
        case "kernel": kernel = try choice(value, of: KernelSeries.self)
        case "profile": profile = try choice(value, of: BootProfile.self)
        case "model": model = value
        case "timeout": timeout = try number(1...86_400)
        case "memory": memoryMiB = try number(128...2048)
        case "modules": modules = list()
        case "programs": programs = list()
        case "testmodules": testModules = list()
        case "needs": needs = try list().map { try choice($0, of: Product.self) }
        case "cmdline": commandLine += value.split(separator: " ").map(String.init)
        case "expect": expectation = try choice(value, of: Verdict.self)
        case "tracing": needsTracing = try flag()
        case "bochs-errors": logsEmulatorErrors = try flag()
        case "traces": traces = try number(1...10_000)
        case "tolerate": toleratedMessages.append(value)
        default:
            throw LabError(
                "\(place): unknown key `\(key)`",
                remedy:
                    "Keys: description, cpus, kernel, profile, model, timeout, memory, modules, programs, testmodules, "
                    + "needs, cmdline, expect, tracing, bochs-errors, traces, tolerate.")
        }
    }
}
