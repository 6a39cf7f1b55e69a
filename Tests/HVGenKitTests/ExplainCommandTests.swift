// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import Testing

/// `hvgen explain` as its users run it.
@Suite struct ExplainCommandTests {
    private func explain(_ arguments: String...) throws -> CommandTests.Outcome {
        try CommandTests.run(["explain"] + arguments)
    }

    @Test func anItemWithAndWithoutQuotes() throws {
        let one: CommandTests.Outcome = try explain("exit 48")
        let several: CommandTests.Outcome = try explain("exit", "48")
        #expect(one.status == 0 && one.errors.isEmpty)
        #expect(one.output == several.output)
        #expect(one.output.hasPrefix("EXIT_REASON_EPT_VIOLATION, exit reason 48: EPT violation\n"))
        #expect(try explain("HV004").output.hasPrefix("HV004: "))
    }

    @Test func json() throws {
        struct Answer: Decodable {
            struct Bits: Decodable {
                let high: Int
                let low: Int
                let name: String
                let value: String?
            }
            let kind: String
            let title: String
            let value: String?
            let bits: [Bits]
        }
        let outcome: CommandTests.Outcome = try explain("--json", "msr 0x48c=0xf0106334141")
        #expect(outcome.status == 0)
        let answers: [Answer] = try JSONDecoder().decode([Answer].self, from: Data(outcome.output.utf8))
        #expect(answers.map(\.kind) == ["msr"] && answers.first?.value == "0xf0106334141")
        let set: [Int]? = answers.first?.bits.filter { $0.value == "0x1" }.map(\.low)
        #expect(set == [43, 42, 41, 40, 32, 26, 25, 21, 20, 17, 16, 14, 8, 6, 0])
    }

    @Test func aRuleAsJSON() throws {
        struct Answer: Decodable {
            let kind: String
            let code: String
            let wrong: String?
            let right: String?
        }
        let outcome: CommandTests.Outcome = try explain("--json", "hv030")
        let answers: [Answer] = try JSONDecoder().decode([Answer].self, from: Data(outcome.output.utf8))
        #expect(answers.map(\.kind) == ["verification rule"] && answers.map(\.code) == ["HV030"])
        // The same examples as the page's.
        let page: String = try explain("HV030").output
        let lines: [Substring] = [answers[0].wrong, answers[0].right].compactMap(\.self).flatMap { $0.split(separator: "\n") }
        #expect(lines.count > 10 && lines.allSatisfy { page.contains($0) })
    }

    @Test func aMissSaysWhatIsNear() throws {
        let outcome: CommandTests.Outcome = try explain("GUEST_RIPP")
        #expect(outcome.status == 1 && outcome.output.isEmpty)
        #expect(outcome.errors.contains("nothing that is called 'GUEST_RIPP'; did you mean GUEST_RIP or "))
        #expect(try explain("unrestricted gest").errors.contains("did you mean Unrestricted guest"))
        #expect(try explain("HV0122").errors.contains("HV012"))
        let far: CommandTests.Outcome = try explain("zzzzzzzzzzzzzzzzzzzz")
        #expect(far.status == 1 && far.errors.hasSuffix("'zzzzzzzzzzzzzzzzzzzz'\n"))
    }

    @Test func badInputIsASentence() throws {
        for wrong in ["", " ", "=", "GUEST_RIP=", "0x99999999999999999999", "msr 0xzz"] {
            let outcome: CommandTests.Outcome = try explain(wrong)
            #expect(outcome.status == 1 && outcome.output.isEmpty, "\(wrong)")
            #expect(outcome.errors.hasPrefix("hvgen: ") && outcome.errors.hasSuffix("\n"), "\(wrong)")
        }
        #expect(try CommandTests.run(["explain"]).status == 64)
    }
}
