// SPDX-License-Identifier: GPL-2.0-only

/// The results of one scenario, as read from KTAP.
public struct KTAPReport: Sendable, Equatable {
    /// One numbered line.
    public struct Result: Sendable, Equatable, Codable {
        public enum Outcome: String, Sendable, Codable {
            case ok
            case notOK = "not ok"
            case skipped
        }

        public var number: Int
        public var name: String
        public var outcome: Outcome

        /// Why it was skipped.
        public var reason: String?
    }

    /// How many tests were announced; nil when no plan came.
    public internal(set) var plannedCount: Int?

    /// Why all of it was skipped, when the plan says so: `1..0 # SKIP reason`.
    public internal(set) var skipReason: String?
    public internal(set) var results: [Result] = []

    /// The comments, without their `# `.
    public internal(set) var remarks: [String] = []

    /// What is wrong with the report itself. Empty is what a run needs.
    public internal(set) var problems: [String] = []

    public var hasFailures: Bool {
        results.contains { $0.outcome == .notOK }
    }
}
