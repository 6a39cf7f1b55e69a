// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Structures in memory that VT-x reads and writes.
public let records: [RecordDescription] = [
    /// SDM volume 3, "Format of the VMCS Region"; VMXON reads the revision too.
    RecordDescription(
        "VMCS region", size: 4096, alignment: 4096,
        [
            RecordDescription.Member(
                "VMCS revision identifier and shadow-VMCS indicator", offset: 0, size: 4, symbol: "revision_identifier"),
            RecordDescription.Member("VMX-abort indicator", offset: 4, size: 4),
            RecordDescription.Member("VMCS data", offset: 8, size: 4088, symbol: "data"),
        ]),
    /// SDM volume 3, table "Format of an MSR Entry".
    RecordDescription(
        "MSR entry", size: 16, alignment: 16,
        [
            RecordDescription.Member("MSR index", offset: 0, size: 4, symbol: "index"),
            RecordDescription.Member("MSR data", offset: 8, size: 8, symbol: "data"),
        ]),
    /// SDM volume 3, "MSR-Bitmap Address". Low MSRs are 0 to 1FFFH, high ones C0000000H to C0001FFFH.
    RecordDescription(
        "MSR bitmaps", size: 4096, alignment: 4096,
        [
            RecordDescription.Member("Read bitmap for low MSRs", offset: 0, size: 1024, symbol: "read_low"),
            RecordDescription.Member("Read bitmap for high MSRs", offset: 1024, size: 1024, symbol: "read_high"),
            RecordDescription.Member("Write bitmap for low MSRs", offset: 2048, size: 1024, symbol: "write_low"),
            RecordDescription.Member("Write bitmap for high MSRs", offset: 3072, size: 1024, symbol: "write_high"),
        ]),
    /// SDM volume 3, table "Format of the Virtualization-Exception Information Area".
    RecordDescription(
        "Virtualization-exception information area", size: 4096, alignment: 4096, symbol: "ve_information",
        [
            RecordDescription.Member("Exit reason", offset: 0, size: 4),
            RecordDescription.Member("FFFFFFFFH, cleared by software", offset: 4, size: 4, symbol: "busy"),
            RecordDescription.Member(
                "Exit qualification", offset: 8, size: 8, BitLayoutDescription(of: EPTViolationQualification.self)),
            RecordDescription.Member("Guest-linear address", offset: 16, size: 8),
            RecordDescription.Member("Guest-physical address", offset: 24, size: 8),
            RecordDescription.Member("EPTP index", offset: 32, size: 2),
        ]),
    /// SDM volume 3, "Posted-Interrupt Processing".
    RecordDescription(
        "Posted-interrupt descriptor", size: 64, alignment: 64,
        [
            RecordDescription.Member(
                "Posted-interrupt requests (PIR)", offset: 0, size: 32, elementSize: 8, symbol: "requests"),
            RecordDescription.Member(
                "Notification", offset: 32, size: 8, BitLayoutDescription(of: PostedInterruptNotification.self)),
        ]),
    /// SDM volume 3, "Page-Modification Logging": 512 addresses, written from the last to the first.
    RecordDescription(
        "Page-modification log", size: 4096, alignment: 4096,
        [
            RecordDescription.Member(
                "Guest-physical addresses", offset: 0, size: 4096, elementSize: 8, symbol: "addresses")
        ]),
    /// SDM volume 3, "EPTP Switching": 512 EPT pointers.
    RecordDescription(
        "EPTP list", size: 4096, alignment: 4096,
        [
            RecordDescription.Member(
                "EPT pointers", offset: 0, size: 4096, BitLayoutDescription(of: EPTPointer.self), elementSize: 8)
        ]),
    /// SDM volume 3, figure "INVEPT Descriptor".
    RecordDescription(
        "INVEPT descriptor", size: 16, alignment: 1,
        [
            RecordDescription.Member("EPT pointer", offset: 0, size: 8, BitLayoutDescription(of: EPTPointer.self))
        ]),
    /// SDM volume 3, figure "INVVPID Descriptor".
    RecordDescription(
        "INVVPID descriptor", size: 16, alignment: 1,
        [
            RecordDescription.Member("VPID", offset: 0, size: 2),
            RecordDescription.Member("Linear address", offset: 8, size: 8),
        ]),
]
