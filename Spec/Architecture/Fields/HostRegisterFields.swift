// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// The processor state that a VM exit loads: registers.
///
/// SDM volume 3, "Host-State Area".
public struct HostRegisterFields: Sendable {
    public let esSelector: Field<UInt16> = .bits16(.hostState, 0, "Host ES selector", "HOST_ES_SELECTOR")
    public let csSelector: Field<UInt16> = .bits16(.hostState, 1, "Host CS selector", "HOST_CS_SELECTOR")
    public let ssSelector: Field<UInt16> = .bits16(.hostState, 2, "Host SS selector", "HOST_SS_SELECTOR")
    public let dsSelector: Field<UInt16> = .bits16(.hostState, 3, "Host DS selector", "HOST_DS_SELECTOR")
    public let fsSelector: Field<UInt16> = .bits16(.hostState, 4, "Host FS selector", "HOST_FS_SELECTOR")
    public let gsSelector: Field<UInt16> = .bits16(.hostState, 5, "Host GS selector", "HOST_GS_SELECTOR")
    public let trSelector: Field<UInt16> = .bits16(.hostState, 6, "Host TR selector", "HOST_TR_SELECTOR")
    public let cr0: Field<UInt64> = .natural(.hostState, 0, "Host CR0", "HOST_CR0")
    public let cr3: Field<UInt64> = .natural(.hostState, 1, "Host CR3", "HOST_CR3")
    public let cr4: Field<UInt64> = .natural(.hostState, 2, "Host CR4", "HOST_CR4")
    public let fsBase: Field<UInt64> = .natural(.hostState, 3, "Host FS base", "HOST_FS_BASE")
    public let gsBase: Field<UInt64> = .natural(.hostState, 4, "Host GS base", "HOST_GS_BASE")
    public let trBase: Field<UInt64> = .natural(.hostState, 5, "Host TR base", "HOST_TR_BASE")
    public let gdtrBase: Field<UInt64> = .natural(.hostState, 6, "Host GDTR base", "HOST_GDTR_BASE")
    public let idtrBase: Field<UInt64> = .natural(.hostState, 7, "Host IDTR base", "HOST_IDTR_BASE")
    public let rsp: Field<UInt64> = .natural(.hostState, 10, "Host RSP", "HOST_RSP")
    public let rip: Field<UInt64> = .natural(.hostState, 11, "Host RIP", "HOST_RIP")
    public let ssp: Field<UInt64> = .natural(
        .hostState, 13, "Host SSP", "HOST_SSP",
        existsWhen: .supports(controls.exit.loadCETState), linux: .since("6.18"), sources: .notXen)
}

extension HostFields {
    public subscript<Value: Word>(dynamicMember path: KeyPath<HostRegisterFields, Field<Value>>) -> Field<Value> {
        registers[keyPath: path]
    }
}
