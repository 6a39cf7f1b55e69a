// SPDX-License-Identifier: GPL-2.0-only

import Testing
import VMXModel

@testable import Verifier

/// Each rule against descriptions that break it and descriptions that do not.
@Suite struct FixtureTests {
    @Test("finds exactly what the comments expect", arguments: Fixtures.all)
    func wrong(_ file: FixtureFile) throws {
        let expected: [String] = try file.expected()
        let found: [String] = file.found()
        let report: String = DiagnosticRenderer().text(file.diagnostics())
        let differences: [String] = found.difference(from: expected).map { change in
            switch change {
            case .insert(_, let mark, _): "not expected: \(mark)"
            case .remove(_, let mark, _): "not found: \(mark)"
            }
        }
        #expect(differences.isEmpty, "\(report)")
        let codes: [String] = file.rule.codes.map(\.description)
        #expect(codes.allSatisfy { code in expected.contains { $0.hasSuffix(code) } }, "a code has no fixture")
    }

    @Test("finds nothing in what is right", arguments: Fixtures.all)
    func right(_ file: FixtureFile) {
        for descriptions: FixtureFile.Descriptions in file.right {
            let report: String = DiagnosticRenderer().text(Rules.check(descriptions(), file.rightArchitecture()))
            #expect(report.isEmpty, "\(report)")
        }
        #expect(!file.right.isEmpty)
    }

    /// The fixture fails when its rule is not there, and nothing else changes.
    @Test("needs its rule", arguments: Fixtures.all)
    func withoutTheRule(_ file: FixtureFile) throws {
        let codes: [String] = file.rule.codes.map(\.description)
        let others: [any Rule.Type] = Rules.all.filter { $0 != file.rule }
        #expect(others.count == Rules.all.count - 1)
        let rest: [String] = try file.expected().filter { mark in !codes.contains { mark.hasSuffix($0) } }
        #expect(file.found(by: others) == rest)
        #expect(try file.expected() != rest)
    }

    @Test func everyRuleHasAFixture() {
        for rule: any Rule.Type in Rules.all {
            #expect(Fixtures.all.contains { $0.rule == rule }, "\(rule)")
        }
    }
}

/// One file for each rule.
enum Fixtures {
    static let all: [FixtureFile] = [
        hv001, hv002, hv003, hv004, hv005, hv006, hv007, hv008, hv009, hv010, hv011, hv012, hv013, hv014, hv015,
        hv016, hv017, hv018, hv019, hv020, hv021, hv022, hv023, hv024,
        hv025, hv026, hv027,
        hv040, hv041, hv042, hv043, hv044, hv045, hv046,
    ]
}
