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
                    note: Sources/A.swift:3: the exit reason is declared here
                    help: use Resume()
                1 error, 1 warning

                """)
        #expect(renderer.text([]) == "")
        #expect(renderer.text([second, second]).hasSuffix("\n2 errors\n"))
    }

    @Test func printsJSON() {
        #expect(
            DiagnosticRenderer().json([second, first]) == #"""
                [
                  {"code": "HV012", "severity": "warning", "message": "a \"quoted\"\nline", "file": "Spec/A.swift", "line": 30, "section": "DESIGN.md, \"The handlers\"", "suggestion": null, "notes": []},
                  {"code": "HV004", "severity": "error", "message": "RIP is advanced", "file": "Spec/B.swift", "line": 7, "section": "SDM volume 3, \"Saving Guest State\"", "suggestion": "use Resume()", "notes": [{"message": "the exit reason is declared here", "file": "Spec/A.swift", "line": 3}]}
                ]

                """#)
        #expect(DiagnosticRenderer().json([]) == "[]\n")
    }
}
