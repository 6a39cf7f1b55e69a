// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension Codes {
    static let failureKind = ABIEnumeration(
        "failure_kind", symbolPrefix: "FAILURE_", "how a VM entry failed",
        cases: [
            .init("NONE", 0, "none did"),
            .init("INSTRUCTION", 1, "VMLAUNCH or VMRESUME failed, with a VM-instruction error or without a VMCS"),
            .init("ENTRY", 2, "the entry ended in a VM exit: bit 31 of the exit reason is 1"),
        ])

    static let valueKind = ABIEnumeration(
        "value_kind", symbolPrefix: "VALUE_", "what a value of a dump is of",
        cases: [
            .init("FIELD", 1, "a field of the VMCS; the number is its encoding"),
            .init("CAPABILITY", 2, "a VMX capability MSR; the number is its address"),
            .init("MACHINE", 3, "what checks of VM entry look at beside these; the number means nothing"),
            .init("MSR_LOAD_INDEX", 4, "bits 63:0 of the entry of the VM-entry MSR-load area with that number"),
            .init("MSR_LOAD_VALUE", 5, "bits 127:64 of the same entry"),
        ])

    static let runtimeRecord = ABIEnumeration(
        "runtime_record", symbolPrefix: "RECORD_", "kinds of records that no profile declares",
        cases: [
            .init(
                "ENTRY_FAILED", 0xff00,
                "a VM entry failed: VM-instruction error, exit reason, qualification, number of the first broken rule")
        ])
}

/// Why VM entries fail: the rules of the manual that are broken, and the values.
enum Failures {
    static let finding = ABIStructure(
        "finding", "a rule of VM entry that the failed entry broke",
        members: [
            ABIMember("number", .u32, "the rule's: 2202 for VE-2202"),
            ABIMember("matches", .u32, "1 when the processor may react to it as it did, else 0"),
            ABIMember("name", .text(Constants.ruleNameLength), "of the rule, dotted"),
            ABIMember("section", .text(Constants.textLength), "the title in SDM volume 3"),
            ABIMember("sentence", .text(Constants.longTextLength), "what must be so"),
            ABIMember("values", .text(Constants.longTextLength), "what it looks at, with values; ? for unknown bits"),
            ABIMember("suggestion", .text(Constants.longTextLength), "fields that would satisfy it; may be empty"),
        ])

    static let failure = ABIStructure(
        "failure", "the last VM entry that failed since the module was loaded",
        discussion: """
            Rules that fit the processor's reaction come first. With a count of 0 the call only says how many \
            there are. When there is less room than there are findings the call fails with ENOSPC, and count says \
            how much is needed.
            """,
        members: [
            .size(),
            .flags(),
            ABIMember("kind", .code(Codes.failureKind), .output, "how it failed; NONE when none did"),
            ABIMember("cpu", .u32, .output, "where"),
            ABIMember("instruction_error", .u32, .output, "VM-instruction error; 0 when there is none"),
            ABIMember("exit_reason", .u32, .output, "all 32 bits; 0 when an instruction failed"),
            ABIMember("qualification", .u64, .output, "exit qualification; 0 when an instruction failed"),
            ABIMember("serial", .u64, .output, "counts the failures since the module was loaded"),
            ABIMember("broken", .u32, .output, "rules that are broken"),
            ABIMember("unknown", .u32, .output, "rules that depend on what is not known"),
            ABIMember("count", .u32, .both, "room for how many findings; returns how many there are"),
            .padding(.u32),
            ABIMember("profile", .text(Constants.nameLength), .output, "of which hypervisor"),
            ABIMember("findings", .userPointer(.structures(finding)), .input, "where to"),
        ])

    static let value = ABIStructure(
        "value", "a value of a dump",
        members: [
            ABIMember("kind", .code(Codes.valueKind), "what it is of"),
            ABIMember("number", .u32, "which one, as the kind says"),
            ABIMember("value", .u64, "the value"),
            ABIMember("unknown", .u64, "bits of it that are not known; they are 0 in value"),
            ABIMember("name", .text(Constants.ruleNameLength), "what it is called"),
        ])

    static let dump = ABIStructure(
        "dump", "what was read when the last VM entry failed",
        discussion: "Room and count work as in struct hvcore_failure.",
        members: [
            .size(),
            .flags(),
            ABIMember("count", .u32, .both, "room for how many; returns how many there are"),
            .padding(.u32),
            ABIMember("values", .userPointer(.structures(value)), .input, "where to"),
        ])
}
