// SPDX-License-Identifier: GPL-2.0-only

import Testing
import VMXModel

@Suite struct RendererTests {
    private let second = Diagnostic(
        Diagnostic.Code(4), "RIP is advanced", at: VMXModel.SourceLocation(fileID: "Spec/B.swift", line: 7),
        section: #"SDM volume 3, "Saving Guest State""#, suggestion: "use Resume()",
        notes: [
            Diagnostic.Note(
                "the exit reason is declared here", at: VMXModel.SourceLocation(fileID: "Spec/A.swift", line: 3))
        ])
    private let first = Diagnostic(
        Diagnostic.Code(12), "a \"quoted\"\nline", at: VMXModel.SourceLocation(fileID: "Spec/A.swift", line: 30),
        section: #"DESIGN.md, "The handlers""#, severity: .warning)

    @Test func printsAsCompilersDo() {
        let renderer = DiagnosticRenderer { $0.replacing("Spec/", with: "Sources/") }
        #expect(
            renderer.text([second, first]) == """
                Sources/A.swift:30: warning: HV012: a "quoted"
                line
                    section: DESIGN.md, "The handlers"
                Sources/B.swift:7: error: HV004: RIP is advanced
                    section: SDM volume 3, "Saving Guest State"
                    help: use Resume()
                Sources/A.swift:3: note: the exit reason is declared here
                1 error, 1 warning

                """)
        #expect(renderer.text([]) == "")
        #expect(renderer.text([second, second]).hasSuffix("\n2 errors\n"))
    }

    @Test func showsTheLinesThatAreAtHand() {
        let lines: [Int: String] = [7: "\tAdvance()  // here", 3: "    let x: Exit = .declare("]
        let renderer = DiagnosticRenderer(line: { lines[$0.line] })
        #expect(
            renderer.text(second) == """
                Spec/B.swift:7:2: error: HV004: RIP is advanced
                 7 | \tAdvance()  // here
                   | \t^~~~~~~~~
                    section: SDM volume 3, "Saving Guest State"
                    help: use Resume()
                Spec/A.swift:3:5: note: the exit reason is declared here
                 3 |     let x: Exit = .declare(
                   |     ^~~~~~~~~~~~~~~~~~~~~~~

                """)
        #expect(DiagnosticRenderer(line: { _ in "" }).text(second) == DiagnosticRenderer().text(second))
        let coloured: String = DiagnosticRenderer(line: { lines[$0.line] }, isColoured: true).text(second)
        #expect(coloured.hasPrefix("\u{1b}[1mSpec/B.swift:7:2:\u{1b}[0m \u{1b}[1;31merror:\u{1b}[0m \u{1b}[1mHV004: "))
    }

    @Test(arguments: [
        ("", nil, ""), ("   ", nil, ""), ("x", 1, "^"), ("  // all of it", 3, "  ^~~~~~~~~~~~"),
        ("f(\"http://a\")  // b", 1, "^~~~~~~~~~~~~"), ("é ü", 1, "^~~"), ("\u{1b}[31mx", 1, "^~~~~~"),
        ("a\\\"// b", 1, "^~~"),
    ])
    func marksTheCodeOfALine(_ text: String, _ column: Int?, _ mark: String) {
        let line = SourceLine(text)
        #expect(line.column == column && line.mark == mark)
        #expect(!line.text.contains("\u{1b}"))
    }

    @Test func aLongLineIsCut() {
        let line = SourceLine("    " + String(repeating: "x", count: 5000))
        #expect(line.text.count == 160 && line.text.hasSuffix("…") && line.mark.count == 160)
    }
}
