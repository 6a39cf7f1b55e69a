// SPDX-License-Identifier: GPL-2.0-only

import SystemPackage
import Testing

@testable import HVLabKit

@Suite("Package sources and headers")
struct AptSourcesTests {
    @Test("one-line format: options, comments, sources of source code")
    func oneLine() {
        let entries = AptSources.parseOneLine(
            """
            # deb http://commented.example/debian bookworm main
            deb-src http://source.example/debian bookworm main
            deb [arch=amd64 signed-by=/k.gpg] http://a.example/debian bookworm main contrib # note
            deb http://b.example/debian bookworm-updates main
            """)
        #expect(
            entries == [
                .init(uris: ["http://a.example/debian"], suites: ["bookworm"], components: ["main", "contrib"]),
                .init(uris: ["http://b.example/debian"], suites: ["bookworm-updates"], components: ["main"]),
            ])
    }

    @Test("deb822 format: stanzas, folded lines, disabled ones")
    func deb822() {
        let entries = AptSources.parseDeb822(
            """
            Types: deb deb-src
            # a comment
            URIs: http://a.example/debian
            Suites: bookworm
              bookworm-updates
            Components: main

            Enabled: no
            Types: deb
            URIs: http://b.example/debian
            Suites: bookworm
            Components: main
            """)
        #expect(
            entries == [
                .init(
                    uris: ["http://a.example/debian"], suites: ["bookworm", "bookworm-updates"], components: ["main"])
            ])
    }

    @Test("the mirror is the one that has the suite's main")
    func mirror() {
        let entries: [AptSources.Entry] = [
            .init(uris: ["http://other.example/"], suites: ["bookworm"], components: ["tools"]),
            .init(uris: ["http://a.example/debian"], suites: ["bookworm", "x"], components: ["main"]),
        ]
        #expect(AptSources.mirror(for: "bookworm", in: entries) == "http://a.example/debian")
        #expect(AptSources.mirror(for: "trixie", in: entries) == nil)
    }

    @Test("the headers' Makefile includes from the extracted place")
    func makefile() {
        let text = "include /usr/src/linux-headers-6.12-common/Makefile\n# /usr/src stays here\n"
        #expect(
            ExtractedHeaders.rewrite(text, root: "/cache/root")
                == "include /cache/root/usr/src/linux-headers-6.12-common/Makefile\n# /usr/src stays here\n")
    }
}
