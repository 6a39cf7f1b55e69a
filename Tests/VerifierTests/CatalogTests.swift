// SPDX-License-Identifier: GPL-2.0-only

import Testing
import VMXModel

@testable import Verifier

/// The catalog has each code that a rule makes, and no other.
@Suite struct CatalogTests {
    @Test func hasTheCodesOfTheRules() {
        let made: [Diagnostic.Code] = Rules.all.flatMap { $0.codes }.sorted()
        #expect(made == RuleCatalog.all.map(\.code).sorted())
        #expect(Set(made).count == made.count, "two rules make the same code")
    }

    /// The fixtures show that a rule makes the codes that it says, and only those.
    @Test(arguments: Fixtures.all)
    func rulesMakeOnlyTheirCodes(_ file: FixtureFile) {
        let codes: Set<Diagnostic.Code> = Set(file.diagnostics(by: [file.rule]).map(\.code))
        #expect(codes == Set(file.rule.codes))
    }

    @Test(arguments: RuleCatalog.all)
    func isReadable(_ entry: RuleCatalog.Entry) {
        #expect(RuleCatalog.entry(for: entry.code) == entry)
        #expect(!entry.title.isEmpty && !entry.title.hasSuffix("."))
        #expect(entry.section.hasPrefix("SDM volume ") || entry.section.hasPrefix("DESIGN.md, "))
        #expect(entry.section.contains("\""))
        #expect(entry.explanation.hasSuffix("."))
        #expect(!entry.explanation.contains("\n"))
    }

    @Test func isInOrder() {
        let codes: [Diagnostic.Code] = RuleCatalog.all.map(\.code)
        #expect(codes == codes.sorted())
        #expect(Set(codes).count == codes.count)
    }

    /// What people read is a sentence that the diagnostic's own line begins.
    @Test(arguments: Fixtures.all)
    func messagesAreSentences(_ file: FixtureFile) {
        for diagnostic: Diagnostic in file.diagnostics() {
            #expect(!diagnostic.message.hasSuffix("."))
            #expect(diagnostic.suggestion?.isEmpty == false)
            #expect(diagnostic.section.contains("\""))
        }
    }
}
