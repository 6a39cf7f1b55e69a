// SPDX-License-Identifier: GPL-2.0-only

/// How paths are called in tables, in their order, and what there is to know of each.
enum BenchmarkRows {
    struct Row {
        var name: String
        var title: String

        /// Why KVM has no figure.
        var withoutKVM: String?

        init(_ name: String, _ title: String, withoutKVM: String? = nil) {
            self.name = name
            self.title = title
            self.withoutKVM = withoutKVM
        }
    }

    static let all: [Row] = [
        Row("cpuid", "CPUID, leaf 0"),
        Row("cpuid_1", "CPUID, leaf 1"),
        Row("cpuid_7", "CPUID, leaf 7"),
        Row("cpuid_d", "CPUID, leaf 0xd"),
        Row("cpuid_40000000", "CPUID, leaf 0x40000000"),
        Row("cpuid_80000008", "CPUID, leaf 0x80000008"),
        Row("vmcall", "VMCALL, null (ping)"),
        Row(
            "vmcall_arguments", "VMCALL with arguments",
            withoutKVM: "KVM's with arguments want features that this guest has not"),
        Row("rdmsr_feature_control", "RDMSR, IA32_FEATURE_CONTROL"),
        Row("rdmsr_outside_bitmaps", "RDMSR, outside the bitmaps", withoutKVM: "#GP"),
        Row("rd_tsc_adjust_msr", "RDMSR, IA32_TSC_ADJUST"),
        Row("wr_tsc_adjust_msr", "WRMSR, IA32_TSC_ADJUST"),
        Row("wrmsr_outside_bitmaps", "WRMSR, outside the bitmaps", withoutKVM: "#GP"),
        Row("wrmsr_mtrr_def_type", "WRMSR, IA32_MTRR_DEF_TYPE"),
        Row("wrmsr_refused", "WRMSR that gets #GP", withoutKVM: "not measured"),
        Row("mov_to_cr4", "MOV to CR4, OSXSAVE changed"),
        Row("mov_to_cr8", "MOV to CR8", withoutKVM: "32-bit code has none"),
        Row("xsetbv", "XSETBV"),
        Row("wbinvd", "WBINVD"),
        Row("invd", "INVD"),
        Row("ept_violation", "EPT violation, filled"),
        Row("exception", "#UD, injected again"),
        Row("nmi", "NMI, injected again", withoutKVM: "the guest has no local APIC"),
        Row("interrupt", "external interrupt, injected again", withoutKVM: "the guest has no local APIC"),
        Row("preemption_timer", "preemption timer", withoutKVM: "the guest has no local APIC"),
        Row("outl_to_userspace", "OUT, to user space and back"),
    ]

    static func title(of name: String) -> String {
        all.first { $0.name == name }?.title ?? name
    }
}
