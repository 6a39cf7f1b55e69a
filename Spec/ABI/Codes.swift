// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import VMXModel

/// The enumerations, refusals apart.
enum Codes {
    static let `extension` = ABIEnumeration(
        "extension", symbolPrefix: "EXTENSION_", "what HVCORE_IOC_CHECK_EXTENSION can be asked for",
        cases: [
            .init("EVENTS", 1, "records of events can be read"),
            .init(
                "GUEST_RUN", 2,
                "HVCORE_IOC_GUEST_RUN works: the module was loaded with test_profiles=1, and the kernel is not locked down"
            ),
            .init(
                "DUMP", 3,
                "HVCORE_IOC_DUMP works: the module was loaded with raw_dumps=1, and the kernel is not locked down"
            ),
        ])

    static let state = ABIEnumeration(
        "state", symbolPrefix: "", "what the module is doing",
        cases: [
            .init("STOPPED", 0, "no CPU is under a hypervisor"),
            .init("STARTED", 1, "a profile is running"),
            .init(
                "FAILED", 2, "a profile ended by itself; the status says where and why",
                advice: "Read the report in the status, then stop the profile: it can be started again after that."),
        ])

    static let mode = ABIEnumeration(
        "mode", symbolPrefix: "MODE_", "who the guest of a profile is",
        cases: [
            .init("RUNNING_SYSTEM", 0, "the running kernel itself"),
            .init("GUEST", 1, "a vcpu that runs on behalf of a process"),
        ])

    /// Handlers name these with `UserReason("HALT")`; a symbol that is not here does not compile as C.
    static let userReason = ABIEnumeration(
        "user_reason", symbolPrefix: "USER_", "why a vcpu left for user space",
        cases: [
            .init("NONE", 0, "it did not"),
            .init("HALT", 1, "the guest waits for an interrupt that nobody will send"),
            .init("HYPERCALL", 2, "the guest executed VMCALL"),
            .init("ENTRY_FAILED", 3, "the processor refused the VM entry"),
            .init("SHUTDOWN", 4, "triple fault of the guest"),
            .init("MEMORY", 5, "the guest touched memory that it does not have"),
        ])

    static let controlWord: ABIEnumeration = controlWordCodes(of: controlWords.all)

    /// The numbers of the words are those of Spec/Architecture/Controls; the names are those of their fields.
    static func controlWordCodes(of words: [ControlWord]) -> ABIEnumeration {
        ABIEnumeration(
            "control_word", symbolPrefix: "WORD_", "the VM-execution, VM-exit and VM-entry controls",
            cases: words.map {
                .init($0.symbol, UInt32($0.id.number), inASentence($0.field.name), at: $0.location)
            })
    }

    /// `Primary VM-exit controls` becomes `primary VM-exit controls`, `VM-entry controls` stays as it is.
    private static func inASentence(_ name: String) -> String {
        let isAbbreviation: Bool = name.dropFirst().first?.isUppercase == true
        return isAbbreviation ? name : name.prefix(1).lowercased() + name.dropFirst()
    }
}
