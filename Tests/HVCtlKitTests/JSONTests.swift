// SPDX-License-Identifier: GPL-2.0-only

import Testing

@testable import HVCtlKit

@Suite("The JSON writer")
struct JSONTests {
    @Test("scalars")
    func scalars() {
        #expect(JSON.null.serialized == "null")
        #expect(JSON.bool(true).serialized == "true")
        #expect(JSON.bool(false).serialized == "false")
        #expect(JSON.unsigned(.max).serialized == "18446744073709551615")
        #expect(JSON.signed(.min).serialized == "-9223372036854775808")
        #expect(JSON.hexadecimal(0xDEAD_BEEF_0000_0001).serialized == "\"0xdeadbeef00000001\"")
    }

    @Test("every byte that has to be escaped is, and nothing else")
    func escapes() {
        #expect(JSON.text("a\"b\\c/d").serialized == "\"a\\\"b\\\\c/d\"")
        #expect(JSON.text("\n\r\t").serialized == "\"\\n\\r\\t\"")
        #expect(JSON.text("\u{0}\u{1F}\u{7F}\u{1B}").serialized == "\"\\u0000\\u001f\\u007f\\u001b\"")
        #expect(JSON.text("é€😀").serialized == "\"é€😀\"")
        #expect(JSON.text("\r\n").serialized == "\"\\r\\n\"")
        #expect(JSON.text("").serialized == "\"\"")
    }

    @Test("arrays and objects are indented, empty ones are not")
    func structure() {
        let value = JSON.object([
            .init("b", .array([.unsigned(1), .object([])])), .init("a", .array([])), .init("q\"", .null),
        ])
        #expect(
            value.serialized == """
                {
                  "b": [
                    1,
                    {}
                  ],
                  "a": [],
                  "q\\"": null
                }
                """)
    }
}
