// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The capability MSRs.
struct MSRFiles {
    let architecture: ArchitectureDescription

    var files: [OutputFile] {
        var printer = CPrinter()
        printer.lines(Banner.header("Spec/Architecture/MSRs"))
        printer.lines(["#ifndef HV_ARCH_MSRS_H", "#define HV_ARCH_MSRS_H"])
        printer.section("Capability MSRs")
        for msr: CapabilityMSR in architecture.capabilityMSRs {
            let value: String = CName.hexadecimal(UInt64(msr.address), digits: 3)
            printer.line(CPrinter.column("#define HV_\(msr.symbol)", value, at: 48))
        }
        let addresses: [UInt32] = architecture.vmxCapabilityMSRs.map(\.address)
        if let first = addresses.min(), let last = addresses.max() {
            printer.line()
            for (name, address) in [("FIRST", first), ("LAST", last)] {
                let value: String = CName.hexadecimal(UInt64(address), digits: 3) + "u"
                printer.line(CPrinter.column("#define HV_CAPABILITY_\(name)", value, at: 48))
            }
        }
        printer.lines(["", "#endif /* HV_ARCH_MSRS_H */"])
        return [OutputFile(path: "arch/msrs.h", text: printer.finish())]
    }
}
