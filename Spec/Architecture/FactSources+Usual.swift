// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

// What was looked at:
//
// * the SDM of February 2026, volume 3, appendix "Field Encoding in VMCS" (200 fields), and the chapters on VMX, both
//   in public transcriptions;
// * Linux 6.1, 6.12 and 7.2, `asm/vmx.h`; patches for FRED, PKS, APX and the guest APIC timer that no kernel has yet,
//   posted to kvm@vger.kernel.org from 2020 to 2026;
// * Xen of August 2026, `asm/hvm/vmx/vmcs.h`; Bochs of August 2026, `cpu/vmx.h` and `cpu/vmx_ctrls.h`;
// * NOVA of January 2024, `vmx.hpp`; ia32-doc of June 2026, `VMCS.yml`;
// * Intel's TDX module of 2024 and 2025, `vmcs_defs.h`.
//
// `Tests/ArchitectureTests/Peers` has the numbers that each of them gives.

extension FactSources {
    /// The fields that every processor and every hypervisor knows.
    static let everyone: FactSources = [.manual, .linux, .xen, .bochs, .nova, .ia32Doc, .tdxModule]
    static let notXen: FactSources = [.manual, .linux, .bochs, .nova, .ia32Doc, .tdxModule]
    static let notLinux: FactSources = [.manual, .xen, .bochs, .nova, .ia32Doc, .tdxModule]
    static let notLinuxOrXen: FactSources = [.manual, .bochs, .nova, .ia32Doc, .tdxModule]
    /// What came with FRED.
    static let fred: FactSources = [.manual, .kvmPatches, .bochs, .nova]
}
