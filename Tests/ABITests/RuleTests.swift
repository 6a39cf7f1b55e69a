// SPDX-License-Identifier: GPL-2.0-only

import ABI
import Testing
import VMXModel

/// Each rule has a description that breaks it; the finding must have the rule's
/// code and the line of the cause, and there must be no other.
@Suite("Rules of the ABI")
struct RuleTests {
    /// The line that causes the finding, in every fixture.
    static let culprit: UInt = 4711

    struct Fixture: CustomStringConvertible, Sendable {
        let code: Int
        let description: String
        let abi: ABIDescription
        var events: [EventKind] = []
        /// Event kinds have no line: the finding points at the record.
        var line: UInt = RuleTests.culprit
    }

    @Test("the ABI of the module keeps all rules")
    func clean() { #expect(hvcoreABI.diagnostics(events: HeaderTests.events) == []) }

    @Test("a description that breaks a rule", arguments: fixtures)
    func broken(fixture: Fixture) {
        let found = fixture.abi.diagnostics(events: fixture.events)
        #expect(found.map(\.code) == [Diagnostic.Code(fixture.code)], "\(found.map(\.message))")
        #expect(found.map(\.location.line) == [Int(fixture.line)], "\(found.map(\.message))")
    }

    @Test("every rule has a fixture, a section and a reason")
    func complete() {
        #expect(Set(ABIRule.all.map(\.code)) == Set(Self.fixtures.map { Diagnostic.Code($0.code) }))
        #expect(ABIRule.all.map(\.code) == ABIRule.all.map(\.code).sorted())
        for rule in ABIRule.all { #expect(!rule.section.isEmpty && !rule.reason.isEmpty && !rule.title.isEmpty) }
    }

    @Test("a declaration carries the line it stands on")
    func locations() {
        let line = #line + 1
        let member = ABIMember("count", .u32, "how many")
        #expect(member.location.line == line)
    }

    // MARK: - Fixtures

    static let length = ABIConstant("LEN", 8, "bytes")
    static let record = ABIStructure(
        "event", "a record", members: [ABIMember("kind", .u64, "kind")], fileID: "F", line: 1)

    static func abi(
        constants: [ABIConstant] = [length], enumerations: [ABIEnumeration] = [], structures: [ABIStructure] = [],
        requests: [ABIRequest] = [], retired: [Int] = []
    ) -> ABIDescription {
        ABIDescription(
            prefix: "t", magic: 0xBD, summary: "a test", source: "Tests", constants: constants,
            enumerations: enumerations, structures: [record] + structures, requests: requests,
            retiredRequestNumbers: retired, record: record, recordWords: 2)
    }

    static let argument = ABIStructure(
        "arg", "an argument", members: [.size(), .flags(), ABIMember("x", .u64, .output, "x")])

    static func request(
        _ symbol: String, _ number: Int, _ argument: ABIRequest.Argument, line: UInt = 1
    ) -> ABIRequest {
        ABIRequest(symbol, number: number, argument: argument, "a request", failures: [], fileID: "F", line: line)
    }

    static let fixtures: [Fixture] = layoutFixtures + nameFixtures + requestFixtures + eventFixtures

    static let layoutFixtures: [Fixture] = [
        Fixture(
            code: 401, description: "a gap in front of a member",
            abi: abi(structures: [
                ABIStructure(
                    "s", "gap",
                    members: [ABIMember("a", .u32, "a"), ABIMember("b", .u64, "b", fileID: "F", line: culprit)])
            ])),
        Fixture(
            code: 401, description: "a gap in front of a structure",
            abi: abi(structures: [
                ABIStructure(
                    "s", "gap",
                    members: [
                        ABIMember("a", .array(.u32, 1), "a"),
                        ABIMember("b", .structure(record), "b", fileID: "F", line: culprit),
                    ])
            ])),
        Fixture(
            code: 402, description: "a structure of 12 bytes",
            abi: abi(structures: [
                ABIStructure("s", "12", members: [ABIMember("a", .array(.u32, 3), "a")], fileID: "F", line: culprit)
            ])),
        Fixture(
            code: 402, description: "a structure without members",
            abi: abi(structures: [ABIStructure("s", "0", members: [], fileID: "F", line: culprit)])),
        Fixture(
            code: 410, description: "an array without elements",
            abi: abi(structures: [
                ABIStructure(
                    "s", "empty",
                    members: [
                        ABIMember("a", .u64, "a"), ABIMember("b", .array(.u64, 0), "b", fileID: "F", line: culprit),
                    ])
            ])),
    ]

    static let nameFixtures: [Fixture] = [
        Fixture(
            code: 405, description: "two members of a name",
            abi: abi(structures: [
                ABIStructure(
                    "s", "twice",
                    members: [ABIMember("a", .u64, "a"), ABIMember("a", .u64, "a", fileID: "F", line: culprit)])
            ])),
        Fixture(
            code: 405, description: "a member that C++ cannot name",
            abi: abi(structures: [
                ABIStructure("s", "class", members: [ABIMember("class", .u64, "a", fileID: "F", line: culprit)])
            ])),
        Fixture(
            code: 405, description: "an enumerator with the name of a constant",
            abi: abi(enumerations: [
                ABIEnumeration("e", symbolPrefix: "", "e", cases: [.init("LEN", 1, "l", fileID: "F", line: culprit)])
            ])),
        Fixture(
            code: 405, description: "an enumeration with the tag of a structure",
            abi: abi(enumerations: [
                ABIEnumeration(
                    "event", symbolPrefix: "", "e", cases: [.init("A", 1, "l")], fileID: "F", line: culprit)
            ])),
        Fixture(
            code: 406, description: "a structure that is not listed",
            abi: abi(structures: [
                ABIStructure(
                    "s", "uses",
                    members: [ABIMember("a", .userPointer(.structures(argument)), "a", fileID: "F", line: culprit)])
            ])),
        Fixture(
            code: 406, description: "an enumeration that is not listed",
            abi: abi(structures: [
                ABIStructure(
                    "s", "uses",
                    members: [
                        ABIMember(
                            "a",
                            .array(.code(ABIEnumeration("e", symbolPrefix: "", "e", cases: [.init("A", 1, "a")])), 2),
                            "a", fileID: "F", line: culprit)
                    ])
            ])),
        Fixture(
            code: 406, description: "a constant that is not listed",
            abi: abi(
                constants: [],
                structures: [
                    ABIStructure("s", "uses", members: [ABIMember("a", .text(length), "a", fileID: "F", line: culprit)])
                ])),
        Fixture(
            code: 407, description: "two names of a number",
            abi: abi(enumerations: [
                ABIEnumeration(
                    "e", symbolPrefix: "", "e",
                    cases: [.init("A", 1, "a"), .init("B", 1, "b", fileID: "F", line: culprit)])
            ])),
        Fixture(
            code: 407, description: "an empty enumeration",
            abi: abi(enumerations: [
                ABIEnumeration("e", symbolPrefix: "", "e", cases: [], fileID: "F", line: culprit)
            ])),
    ]

    static let requestFixtures: [Fixture] = [
        Fixture(
            code: 403, description: "an argument without flags",
            abi: abi(structures: [headless], requests: [request("R", 1, .readAndWritten(headless))])),
        Fixture(
            code: 404, description: "two ioctls of a number",
            abi: abi(requests: [request("A", 1, .none(value: nil)), request("B", 1, .none(value: nil), line: culprit)])),
        Fixture(
            code: 404, description: "the number of an ioctl that was removed",
            abi: abi(requests: [request("A", 3, .none(value: nil), line: culprit)], retired: [3])),
        Fixture(
            code: 404, description: "a number of more than 8 bits",
            abi: abi(requests: [request("A", 256, .none(value: nil), line: culprit)])),
        Fixture(
            code: 404, description: "an argument of 16 KiB",
            abi: abi(
                structures: [large], requests: [request("A", 1, .readAndWritten(large), line: culprit)])),
        Fixture(
            code: 408, description: "an output of an ioctl that only reads",
            abi: abi(structures: [readOnly], requests: [request("A", 1, .read(readOnly))])),
        Fixture(
            code: 408, description: "an ioctl that writes nothing",
            abi: abi(
                structures: [silent], requests: [request("A", 1, .readAndWritten(silent), line: culprit)])),
        Fixture(
            code: 408, description: "a member without a direction",
            abi: abi(structures: [undirected], requests: [request("A", 1, .read(undirected))])),
    ]

    static let headless = ABIStructure(
        "s", "head", members: [.size(), .padding(.u32), ABIMember("a", .u64, .output, "a")], fileID: "F", line: culprit)
    static let large = ABIStructure(
        "large", "large", members: [.size(), .flags(), ABIMember("a", .array(.u64, 2047), .output, "a")])
    static let readOnly = ABIStructure(
        "s", "s", members: [.size(), .flags(), ABIMember("a", .u64, .output, "a", fileID: "F", line: culprit)])
    static let silent = ABIStructure("s", "s", members: [.size(), .flags(), ABIMember("a", .u64, .input, "a")])
    static let undirected = ABIStructure(
        "s", "s", members: [.size(), .flags(), ABIMember("a", .u64, "a", fileID: "F", line: culprit)])

    static func kind(_ symbol: String, _ number: UInt16, words: Int) -> EventKind {
        EventKind(symbol: symbol, number: number, arguments: Array(repeating: "word", count: words), summary: "s")
    }

    static let eventFixtures: [Fixture] = [
        Fixture(code: 409, description: "event kind 0", abi: abi(), events: [kind("A", 0, words: 0)], line: 1),
        Fixture(code: 409, description: "too many words", abi: abi(), events: [kind("A", 1, words: 3)], line: 1),
        Fixture(
            code: 409, description: "two kinds of a number", abi: abi(),
            events: [kind("A", 1, words: 0), kind("B", 1, words: 0)], line: 1),
    ]
}
