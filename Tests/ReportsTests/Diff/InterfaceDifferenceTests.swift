// SPDX-License-Identifier: GPL-2.0-only

import Testing

@testable import Reports

@Suite("The difference of two manifests: the ABI, breaking or compatible")
struct InterfaceDifferenceTests {
    @Test("each kind of difference, both ways round", arguments: names + structures + requests)
    func kinds(example: DifferenceCase) {
        #expect(DifferenceCase.lines(Sample.manifest, example.edited) == example.there)
        #expect(DifferenceCase.lines(example.edited, Sample.manifest) == example.back)
        let difference = ManifestDifference(from: Sample.manifest, named: "a", to: example.edited, named: "b")
        #expect(difference.breaking == example.there.filter { $0.contains("[breaking: ") }.count)
        // Nothing of the ABI is without a verdict.
        #expect(difference.changes.allSatisfy { $0.compatibility != nil && $0.reason != nil })
    }

    static let names: [DifferenceCase] = [
        DifferenceCase(
            "no ABI", ["ABI: - the ABI hvcore [breaking: no program finds it]"],
            ["ABI: + the ABI hvcore [compatible: nobody uses it yet]"]
        ) { $0.abi = nil },
        DifferenceCase(
            "another prefix", ["ABI: ~ prefix: hvcore → other [breaking: every name in the header changes]"],
            ["ABI: ~ prefix: other → hvcore [breaking: every name in the header changes]"]
        ) { $0.abi?.prefix = "other" },
        DifferenceCase(
            "another magic", ["ABI: ~ magic of ioctls: 0xbd → 0xbe [breaking: it is part of every ioctl's number]"],
            ["ABI: ~ magic of ioctls: 0xbe → 0xbd [breaking: it is part of every ioctl's number]"]
        ) { $0.abi?.magic = "0xbe" },
        DifferenceCase(
            "a constant more", ["ABI: + constant MORE: 5 [compatible: nobody names it yet]"],
            ["ABI: - constant MORE: was 5 [breaking: programs that name it do not compile]"]
        ) { $0.abi?.constants.append(Sample.number("MORE", 5)) },
        DifferenceCase(
            "a constant with another value",
            ["ABI: ~ constant NAME_LEN: 32 → 64 [breaking: a program has the old number built in]"],
            ["ABI: ~ constant NAME_LEN: 64 → 32 [breaking: a program has the old number built in]"]
        ) { $0.abi?.constants[0].value = 64 },
        DifferenceCase(
            "a value of an enumeration more", ["ABI: + enum state, FAILED: 2 [compatible: nobody names it yet]"],
            ["ABI: - enum state, FAILED: was 2 [breaking: programs that name it do not compile]"]
        ) { $0.abi?.enumerations[0].cases.append(Sample.number("FAILED", 2)) },
        DifferenceCase(
            "a value of an enumeration that changes",
            ["ABI: ~ enum state, STARTED: 1 → 2 [breaking: a program takes the number for what it was before]"],
            ["ABI: ~ enum state, STARTED: 2 → 1 [breaking: a program takes the number for what it was before]"]
        ) { $0.abi?.enumerations[0].cases[1].value = 2 },
        DifferenceCase(
            "an enumeration more", ["ABI: + enum mode [compatible: nobody names it yet]"],
            ["ABI: - enum mode [breaking: programs that name it do not compile]"]
        ) { $0.abi?.enumerations.append(Manifest.Interface.Enumeration(name: "mode", cases: [])) },
        DifferenceCase(
            "a kind of record more", ["ABI: + event OTHER: 2 [compatible: programs skip kinds that they do not know]"],
            ["ABI: - event OTHER: was 2 [breaking: programs that wait for it get none]"]
        ) { $0.abi?.events.append(Manifest.Interface.Event(name: "OTHER", number: 2, words: nil)) },
        DifferenceCase(
            "a record with another number",
            ["ABI: ~ event MARK: 1 → 3 [breaking: a program takes the number for what it was before]"],
            ["ABI: ~ event MARK: 3 → 1 [breaking: a program takes the number for what it was before]"]
        ) { $0.abi?.events[0].number = 3 },
        DifferenceCase(
            "a word more in a record",
            ["ABI: ~ event MARK: words first → first, second [compatible: the words that were used are as before]"],
            ["ABI: ~ event MARK: words first, second → first [breaking: a word means something else]"]
        ) { $0.abi?.events[0].words = ["first", "second"] },
    ]

    static let structures: [DifferenceCase] = [
        DifferenceCase(
            "a structure more", ["ABI: + struct more: 8 bytes [compatible: nobody names it yet]"],
            ["ABI: - struct more [breaking: programs that name it do not compile]"]
        ) { $0.abi?.structures.append(Manifest.Interface.Structure(name: "more", size: 8, sized: false, members: [])) },
        DifferenceCase(
            "a member at the end of a structure with its size",
            [
                "ABI: + struct stop, why: u64 at 16 [compatible: it is at the end, and the size at the beginning tells "
                    + "whether a caller knows it]"
            ],
            [
                "ABI: - struct stop, why: u64 at 16 [breaking: programs that name it do not compile]",
                "ABI: ~ struct stop: 24 → 16 bytes [breaking: what a program writes or reads at the end is not there]",
            ]
        ) {
            $0.abi?.structures[0].members.append(Sample.member("why", "u64", "output", 16, 8))
            $0.abi?.structures[0].size = 24
        },
        DifferenceCase(
            "a member at the end of a structure without",
            [
                "ABI: + struct event, more: u64 at 16 [breaking: it is at the end of a structure that does not begin "
                    + "with its size]",
                "ABI: ~ struct event: 16 → 24 bytes [breaking: it does not begin with its size, so that nobody can tell "
                    + "which one is meant]",
            ],
            [
                "ABI: - struct event, more: u64 at 16 [breaking: programs that name it do not compile]",
                "ABI: ~ struct event: 24 → 16 bytes [breaking: what a program writes or reads at the end is not there]",
            ]
        ) {
            $0.abi?.structures[1].members.append(Sample.member("more", "u64", "plain", 16, 8))
            $0.abi?.structures[1].size = 24
        },
        DifferenceCase(
            "members that change places",
            [
                "ABI: ~ struct event, word: offset 8 → 0 [breaking: a program finds other bytes where it was]",
                "ABI: ~ struct event, kind: offset 0 → 8 [breaking: a program finds other bytes where it was]",
            ],
            [
                "ABI: ~ struct event, kind: offset 8 → 0 [breaking: a program finds other bytes where it was]",
                "ABI: ~ struct event, word: offset 0 → 8 [breaking: a program finds other bytes where it was]",
            ]
        ) {
            $0.abi?.structures[1].members = [
                Sample.member("word", "u64", "plain", 0, 8), Sample.member("kind", "u64", "plain", 8, 8),
            ]
        },
        DifferenceCase(
            "a member of another size",
            [
                "ABI: ~ struct event, word: 8 → 4 bytes; u64 → u32 [breaking: a program reads or writes another number "
                    + "of bytes; its bytes mean something else]"
            ],
            [
                "ABI: ~ struct event, word: 4 → 8 bytes; u32 → u64 [breaking: a program reads or writes another number "
                    + "of bytes; its bytes mean something else]"
            ]
        ) { $0.abi?.structures[1].members[1] = Sample.member("word", "u32", "plain", 8, 4) },
        DifferenceCase(
            "a code that becomes a number",
            ["ABI: ~ struct stop, state: state → u32 [compatible: the bytes are where they were]"],
            ["ABI: ~ struct stop, state: u32 → state [compatible: the bytes are where they were]"]
        ) { $0.abi?.structures[0].members[3].type = "u32" },
        DifferenceCase(
            "a code of another enumeration",
            ["ABI: ~ struct stop, state: state → mode [breaking: its bytes mean something else]"],
            ["ABI: ~ struct stop, state: mode → state [breaking: its bytes mean something else]"]
        ) { $0.abi?.structures[0].members[3].type = "mode" },
        DifferenceCase(
            "who writes a member", ["ABI: ~ struct stop, cpu: input → output [breaking: who writes it has changed]"],
            ["ABI: ~ struct stop, cpu: output → input [breaking: who writes it has changed]"]
        ) { $0.abi?.structures[0].members[2].direction = "output" },
        DifferenceCase(
            "reserved bytes that are put to use",
            ["ABI: + struct stop, mode: u32 at 4 [compatible: its bytes were reserved, and zero]"],
            [
                "ABI: - struct stop, mode: u32 at 4 [breaking: programs that name it do not compile; its bytes are pad's]",
                "ABI: + struct stop, pad: u32 at 4 [breaking: its bytes were those of another member]",
            ]
        ) { $0.abi?.structures[0].members[1] = Sample.member("mode", "u32", "input", 4, 4) },
        DifferenceCase(
            "another name for a member",
            [
                "ABI: - struct event, word: u64 at 8 [breaking: programs that name it do not compile; its bytes are "
                    + "value's]",
                "ABI: + struct event, value: u64 at 8 [breaking: its bytes were those of another member]",
            ],
            [
                "ABI: - struct event, value: u64 at 8 [breaking: programs that name it do not compile; its bytes are "
                    + "word's]",
                "ABI: + struct event, word: u64 at 8 [breaking: its bytes were those of another member]",
            ]
        ) { $0.abi?.structures[1].members[1].name = "value" },
        DifferenceCase(
            "a structure that no longer begins with its size",
            ["ABI: ~ struct stop: has no size of its own [breaking: the module reads it in another way]"],
            ["ABI: ~ struct stop: begins with its size [breaking: the module reads it in another way]"]
        ) { $0.abi?.structures[0].sized = false },
    ]

    static let requests: [DifferenceCase] = [
        DifferenceCase(
            "a request more", ["ABI: + ioctl PAUSE: 0xbd05 [compatible: the number was not answered]"],
            ["ABI: - ioctl PAUSE: was 0xbd05 [breaking: programs that make it get ENOTTY]"]
        ) { $0.abi?.requests.append(request("PAUSE", "0xbd05", 5)) },
        DifferenceCase(
            "a request with a retired number",
            ["ABI: + ioctl PAUSE: 0xbd09 [breaking: its number is retired: an old program means another request]"],
            ["ABI: - ioctl PAUSE: was 0xbd09 [breaking: programs that make it get ENOTTY]"]
        ) { $0.abi?.requests.append(request("PAUSE", "0xbd09", 9)) },
        DifferenceCase(
            "a request with another number",
            ["ABI: ~ ioctl STOP: 0x4010bd04 → 0x4010bd06 [breaking: programs make it by its number]"],
            ["ABI: ~ ioctl STOP: 0x4010bd06 → 0x4010bd04 [breaking: programs make it by its number]"]
        ) {
            $0.abi?.requests[0].code = "0x4010bd06"
            $0.abi?.requests[0].number = 6
        },
        DifferenceCase(
            "a request whose structure has another size",
            [
                "ABI: ~ ioctl STOP: 0x4010bd04 → 0x4018bd04 [breaking: direction and size of its structure are part of "
                    + "the number, which the module compares whole]"
            ],
            [
                "ABI: ~ ioctl STOP: 0x4018bd04 → 0x4010bd04 [breaking: direction and size of its structure are part of "
                    + "the number, which the module compares whole]"
            ]
        ) { $0.abi?.requests[0].code = "0x4018bd04" },
        DifferenceCase(
            "a request that takes another structure",
            ["ABI: ~ ioctl STOP: struct stop → struct event [breaking: it takes another structure]"],
            ["ABI: ~ ioctl STOP: struct event → struct stop [breaking: it takes another structure]"]
        ) { $0.abi?.requests[0].structure = "event" },
        DifferenceCase(
            "a number that is given away",
            [
                "ABI: - ioctl STOP: was 0x4010bd04 [breaking: programs that make it get ENOTTY]",
                "ABI: + ioctl HALT: 0xbd04 [breaking: its number was that of STOP]",
            ],
            [
                "ABI: - ioctl HALT: was 0xbd04 [breaking: programs that make it get ENOTTY]",
                "ABI: + ioctl STOP: 0x4010bd04 [breaking: its number was that of HALT]",
            ]
        ) { $0.abi?.requests = [request("HALT", "0xbd04", 4)] },
    ]

    private static func request(_ name: String, _ code: String, _ number: Int) -> Manifest.Interface.Request {
        Manifest.Interface.Request(name: name, code: code, number: number, access: "none", structure: nil)
    }
}
