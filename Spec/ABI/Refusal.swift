// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension Codes {
    static let refusalCode = ABIEnumeration(
        "refusal_code", symbolPrefix: "REFUSAL_", "why a start was refused",
        cases: [
            .init("NONE", 0, "it was not refused"),
            .init(
                "NO_VTX", 1, "the processor has no VT-x",
                advice: "Use a machine with an Intel processor that has VT-x, or turn on nested VT-x in the host."),
            .init(
                "LOCKED_OFF", 2, "the firmware locked VT-x off in IA32_FEATURE_CONTROL",
                advice: "Turn on \"Intel Virtualization Technology\" in the firmware's set-up, then power off and on."),
            .init(
                "VMX_IN_USE", 3, "something else uses VT-x: CR4.VMXE is set, or KVM is loaded",
                advice: "Stop the virtual machines and unload the other hypervisor: 'modprobe -r kvm_intel'."),
            .init(
                "MISSING_CONTROL", 4, "the processor does not allow a control that the profile requires",
                advice: "Run it on a processor that has the control, or make the control preferred in the spec."),
            .init(
                "FORCED_CONTROL", 5, "the processor forces a control to 1 that the profile does not handle",
                advice: "Request the control in the spec and handle the exits it causes."),
            .init(
                "MISSING_CAPABILITY", 6, "a capability MSR lacks something that every profile needs",
                advice: "Run it on a newer processor; 'hvctl caps' shows what this one reports."),
            .init(
                "CPUS_DIFFER", 7, "the CPUs do not allow the same controls",
                advice: "Take the CPU offline, or update the microcode, so that all CPUs report the same."),
            .init(
                "NO_MEMORY", 8, "there was not enough memory",
                advice: "Free some memory and try again; a CPU needs about 32 KiB, some of it contiguous."),
            .init(
                "ENTRY_FAILED", 9, "the processor refused the VM entry",
                advice: "This is a fault of the profile or of the module: please report it with the text above."),
            .init(
                "UNDER_HYPERVISOR_FAULT", 10, "a VMX instruction failed that cannot fail on a processor",
                advice: "Look for a faulty outer hypervisor, and please report it with the text above."),
            .init(
                "INJECTED", 11, "fault injection asked for it",
                advice: "Clear fail_step: 'echo > /sys/module/hvcore/parameters/fail_step'."),
        ])
}

/// Why a start was refused.
enum Refusal {
    static let refusal = ABIStructure(
        "refusal", "why a start was refused",
        members: [
            ABIMember("code", .code(Codes.refusalCode), "the reason"),
            ABIMember("cpu", .u32, "the CPU that is in the way"),
            ABIMember("word", .code(Codes.controlWord), "the control word, where the reason is a control"),
            ABIMember("bit", .u32, "the control's bit in it"),
            ABIMember(
                "msr", .u32, "the MSR that says so; the VM-instruction error or exit reason where an entry failed"),
            .padding(.u32),
            ABIMember("text", .text(Constants.textLength), "the whole reason, for a person"),
        ])
}
