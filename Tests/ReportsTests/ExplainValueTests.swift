// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Reports
import Testing
import VMXModel

/// Values, written down by hand from the manual's tables.
@Suite("Explain, values")
struct ExplainValueTests {
    static let values: [(String, [String])] = [
        // SDM volume 3, "Format of the Exiting-Event Identification Field": #PF with an error code.
        (
            "VM_EXIT_INTR_INFO=0x80000b0e",
            [
                "Valid=0x1", "Error code valid=0x1", "Interruption type=hardware exception",
                "Vector=#PF, page fault",
            ]
        ),
        // SDM volume 3, "Format of Access Rights": a 64-bit code segment at CPL 0.
        (
            "GUEST_CS_AR_BYTES=0xa09b",
            [
                "G - Granularity=0x1", "L - 64-bit mode active=0x1", "P - Segment present=0x1",
                "S - Descriptor type=0x1", "Segment type=0xb",
            ]
        ),
        // SDM volume 3, "Format of Extended-Page-Table Pointer".
        (
            "EPT_POINTER=0x10305e",
            [
                "Page frame of the EPT PML4 or PML5 table=0x103", "Accessed and dirty flags=0x1",
                "EPT page-walk length less 1=0x3", "EPT paging-structure memory type=write-back (WB)",
            ]
        ),
        // SDM volume 3, "Exit Qualification for Control-Register Accesses": MOV to CR4 from RBX.
        (
            "exit 28 qualification=0x304",
            [
                "General-purpose register=RBX", "Number of control register=0x4",
            ]
        ),
        // SDM volume 3, "Exit Qualification for I/O Instructions": IN AL, DX at 3F8H.
        (
            "exit 30 qualification=0x3f80008",
            ["Port number=0x3f8", "Direction of the attempted access=0x1"]
        ),
        (
            "exit ept violation qualification=0x181",
            [
                "Access was to the translation of the linear address=0x1",
                "Guest linear-address field is valid=0x1",
                "Access was a data read=0x1",
            ]
        ),
        // SDM volume 3, "Format of Exit Reason".
        ("exit 0x80000021", ["VM-entry failure=0x1", "Basic exit reason=0x21"]),
        ("exit reason=0x80000021", ["VM-entry failure=0x1", "Basic exit reason=0x21"]),
        ("GUEST_INTERRUPTIBILITY_INFO=0x9", ["Blocking by NMI=0x1", "Blocking by STI=0x1"]),
        ("rflags=0x246", ["IF=0x1", "ZF=0x1", "PF=0x1", "Always 1=0x1"]),
        ("cr4=0x2020", ["VMXE=0x1", "PAE=0x1"]), ("CR0_GUEST_HOST_MASK=0x80000001", ["PG=0x1", "PE=0x1"]),
        ("EXCEPTION_BITMAP=0x4040", ["#PF, page fault=0x1", "#UD, invalid opcode=0x1"]),
        ("msr 0xc0000080=0xd01", ["NXE=0x1", "LMA=0x1", "LME=0x1", "SCE=0x1"]),
        // SDM volume 3, appendix "VPID and EPT Capabilities".
        (
            "msr 0x48c=0xf0106334141",
            [
                "Single-context-retaining-globals INVVPID=0x1", "All-context INVVPID=0x1",
                "Single-context INVVPID=0x1", "Individual-address INVVPID=0x1", "INVVPID=0x1",
                "All-context INVEPT=0x1", "Single-context INVEPT=0x1", "Accessed and dirty flags=0x1", "INVEPT=0x1",
                "1-GByte pages=0x1", "2-MByte pages=0x1", "Write-back paging structures=0x1",
                "Uncacheable paging structures=0x1", "Page-walk length of 4=0x1", "Execute-only translations=0x1",
            ]
        ),
        // SDM volume 3, appendix "Basic VMX Information".
        (
            "msr IA32_VMX_BASIC=0xda040000000004",
            [
                "Default1 controls may be 0=0x1", "Information for exits due to INS and OUTS=0x1",
                "Memory type of VMX regions=write-back (WB)", "Dual-monitor treatment of SMIs and SMM=0x1",
                "Size of the VMXON and VMCS regions=0x400", "VMCS revision identifier=0x4",
            ]
        ),
        (
            "secondary=0x82",
            [
                "Unrestricted guest (SECONDARY_EXEC_UNRESTRICTED_GUEST)=0x1",
                "Enable EPT (SECONDARY_EXEC_ENABLE_EPT)=0x1",
            ]
        ),
        // The high half of a field is bits 63:32 of it.
        ("0x201b=0x1", ["Page frame of the EPT PML4 or PML5 table=0x100000"]),
    ]

    @Test(
        "spelled out",
        arguments: Self.values)
    func spelledOut(question: String, set: [String]) throws {
        #expect(try ExplainTests.set(question) == set)
    }

    @Test("what a capability MSR allows of controls, by name")
    func settings() throws {
        // Bits 17 and 18 of the high half are 0; bit 15 and 16 of the low half are 1.
        let answer: Explanation = try #require(
            try ExplainTests.explain.answer("msr 0x482=0xfff9fffe0401e172").first)
        let bits: [String: String] = Dictionary(uniqueKeysWithValues: answer.bits.map { ($0.name, $0.meaning ?? "") })
        #expect(bits["Activate tertiary controls"] == "must be 0")
        #expect(bits["CR3-load exiting"] == "must be 1" && bits["CR3-store exiting"] == "must be 1")
        #expect(bits["HLT exiting"] == "may be 1")
        #expect(bits.count == 22)
        #expect(answer.notes == ["must be 1 and has no name: bits 1, 4, 5, 6, 8, 13, 14 and 26"])
        // Of a 64-bit word each bit that may be 1.
        let tertiary: Explanation = try #require(try ExplainTests.explain.answer("msr 0x492=0x12").first)
        #expect(tertiary.bits.filter { $0.meaning == "may be 1" }.map(\.name) == ["IPI virtualization", "Enable HLAT"])
        // Bits of CR4 that must be 1.
        #expect(try ExplainTests.set("msr 0x488=0x2000") == ["VMXE=0x1"])
    }

    @Test("what is wrong with a word, and what the database does not know of it")
    func notes() throws {
        func notes(_ question: String) throws -> [String] {
            try #require(try ExplainTests.explain.answer(question).first).notes
        }
        #expect(
            try notes("secondary=0x80") == [
                "\"Unrestricted guest\" requires \"Enable EPT\" (secondary.1) to be 1, and it is not"
            ])
        #expect(try notes("secondary=0x82") == [])
        #expect(try notes("pin=0x20").contains { $0.contains("\"NMI exiting\" (pin.3) to be 1, and it is not") })
        #expect(try notes("pin=0x16") == ["set and without a name, as default1 has them: bits 1, 2 and 4"])
        #expect(try notes("pin=0x80000016").contains("set, and not in the database: bit 31"))
        #expect(try notes("GUEST_INTERRUPTIBILITY_INFO=0x80") == ["set, and not in the database: bit 7"])
        #expect(try notes("EXIT_QUALIFICATION=1").first?.contains("exit N qualification") == true)
    }

    @Test("values that are one number")
    func numbers() throws {
        func means(_ question: String) throws -> String? {
            try ExplainTests.explain.answer(question).first?.facts.first { $0.name == "means" }?.value
        }
        #expect(try means("GUEST_ACTIVITY_STATE=3") == "wait-for-SIPI")
        #expect(try means("VM_INSTRUCTION_ERROR=7") == "VM entry with invalid control field(s)")
        #expect(try means("VM_EXIT_REASON=0x80000021") == "VM-entry failure due to invalid guest state")
    }

    static let wrong: [(String, String)] = [
        ("", "nothing was asked for"), ("   \t\n", "nothing was asked for"), ("=", "'=' names nothing"),
        ("=0x1", "'=0x1' names nothing"), ("GUEST_RIP=", "'' is not a number; write 48, 0x30 or 30H"),
        ("GUEST_RIP=zz", "'zz' is not a number; write 48, 0x30 or 30H"),
        ("GUEST_RIP=-1", "'-1' is not a number; write 48, 0x30 or 30H"),
        ("GUEST_RIP=0x", "'0x' is not a number; write 48, 0x30 or 30H"),
        ("GUEST_RIP=0x10000000000000000", "0x10000000000000000 does not fit 64 bits"),
        ("0x10000000000000000", "0x10000000000000000 does not fit 64 bits"),
        ("99999999999999999999999", "99999999999999999999999 does not fit 64 bits"),
        ("GUEST_CS_SELECTOR=0x10000", "0x10000 does not fit the 16 bits of GUEST_CS_SELECTOR"),
        (
            "secondary=0x100000000",
            "0x100000000 does not fit the 32 bits of Secondary Processor-Based VM-Execution Controls"
        ),
        ("0x6820=0x10000000000000000", "0x10000000000000000 does not fit 64 bits"),
        ("exit 10 qualification=1", "exits for reason 10, CPUID, define no exit qualification"),
        ("exit 0x100000000", "0x100000000 does not fit the 32 bits of the exit reason"),
        ("msr 0x999", "the database has no MSR 0x999"),
        ("0x7ffe", "the database has nothing with the number 0x7ffe"),
        ("GUEST_RIPP", "the database has nothing that is called 'GUEST_RIPP'"),
        ("\u{1b}[31mx", "the database has nothing that is called '?[31mx'"),
    ]

    @Test(
        "what cannot be",
        arguments: Self.wrong)
    func failures(question: String, message: String) {
        #expect(ExplainTests.message(question) == message)
    }

    /// Splitmix64, so that a failure can be repeated.
    private struct Dice {
        var state: UInt64
        mutating func roll(_ sides: Int) -> Int {
            state &+= 0x9e37_79b9_7f4a_7c15
            var word: UInt64 = state
            word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
            word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
            return Int((word ^ (word >> 31)) % UInt64(sides))
        }
    }

    @Test("strings of anything get an answer or a sentence")
    func junk() {
        let pieces: [String] = [
            "exit", "msr", "error", "field", "secondary", "primary", ".", "=", "==", "0x", "0b", "h", "7", "48", "681e",
            "0xffffffffffffffff", "99999999999999999999", "-", "+", "_", " ", "\t", "\n", "\0", "é", "日本", "\u{202e}",
            "🧿", "qualification", "info", "GUEST_RIP", "cr4", "vector", "#PF", "%s", "\\", "\"", "'", "|", "*", "..",
            "/",
        ]
        var dice = Dice(state: 48)
        for _ in 0..<4000 {
            let question: String = (0..<dice.roll(7)).map { _ in pieces[dice.roll(pieces.count)] }.joined()
            do {
                let answers: [Explanation] = try ExplainTests.explain.answer(question)
                #expect(!answers.isEmpty && answers.allSatisfy { !$0.text.isEmpty })
            } catch {
                #expect(!error.message.isEmpty)
                #expect(error.message.unicodeScalars.allSatisfy { $0.value >= 0x20 }, "\(question)")
            }
        }
        #expect(ExplainTests.message(String(repeating: "x", count: 100_000)) != nil)
    }
}
