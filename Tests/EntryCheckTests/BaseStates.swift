// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import Interpreter
import VMXModel

/// States that a processor enters: from the manual's descriptions of the modes, not from a running hypervisor.
struct BaseState {
    let name: String
    var state: EntryState

    static let all: [BaseState] = [.longMode, .protectedMode, .pae, .paeWithoutEPT, .realMode, .virtual8086]

    // MARK: Building

    mutating func set<T: Word>(_ field: Field<T>, _ value: T) {
        state.fields[field.declaration] = .known(value.bitPattern)
    }

    mutating func turn(_ control: Control, on: Bool) {
        let id: ControlID = control.declaration.id
        guard let word = controlWords.all.first(where: { $0.id == id.word }) else { return }
        let old: UInt64 = state.fields[word.field]?.bits ?? 0
        let mask: UInt64 = control.declaration.mask
        state.fields[word.field] = .known(on ? old | mask : old & ~mask)
    }

    mutating func turnOn(_ controls: [Control]) { for control: Control in controls { turn(control, on: true) } }

    /// A processor with every field 0, the words of controls at what they must be, and a 64-bit host.
    private init(_ name: String) {
        self.name = name
        state = EntryState(
            capabilities: TestProcessor.capabilities, machine: TestProcessor.machineValues,
            msrLoadEntries: TestProcessor.msrLoadEntries)
        for named: ArchitectureDescription.NamedField in architecture.fields { state.fields[named.field] = .known(0) }
        for word: ControlWord in controlWords.all { state.fields[word.field] = .known(TestProcessor.mustBeOne(word)) }
        setHost()
        setAddresses()
    }

    private mutating func setHost() {
        turnOn([
            controls.exit.hostAddressSpaceSize, controls.exit.loadIA32EFER, controls.exit.loadIA32PAT,
            controls.exit.loadIA32PerfGlobalCtrl, controls.exit.loadCETState, controls.exit.loadPKRS,
            controls.exit.acknowledgeInterruptOnExit, controls.exit.activateSecondaryControls,
            controls.secondaryExit.loadIA32FRED, controls.secondaryExit.loadIA32SpecCtrl,
        ])
        set(vmcs.host.cr0, CR0.pe | CR0.ne | CR0.wp | CR0.pg)
        set(vmcs.host.cr3, 0x1000)
        set(vmcs.host.cr4, CR4.pae | CR4.vmxe | CR4.cet)
        set(vmcs.host.csSelector, 0x10)
        set(vmcs.host.ssSelector, 0x18)
        set(vmcs.host.trSelector, 0x40)
        set(vmcs.host.gdtrBase, 0xffff_8000_0000_1000)
        set(vmcs.host.rip, 0xffff_ffff_8100_0000)
        set(vmcs.host.ia32Efer, EFER.lme | EFER.lma | EFER.nxe)
        set(vmcs.host.ia32Pat, 0x0007_0406_0007_0406)
    }

    private mutating func setAddresses() {
        set(vmcs.guest.vmcsLinkPointer, UInt64.max)
        set(vmcs.control.eptPointer, 0x9000 | 3 << 3 | 6)
        set(vmcs.control.vpid, 1)
        set(vmcs.control.tscMultiplier, 1 << 48)
        set(vmcs.control.entryMSRLoadCount, 2)
        set(vmcs.control.entryMSRLoadAddress, 0xb000)
        set(vmcs.control.exitMSRLoadCount, 1)
        set(vmcs.control.exitMSRLoadAddress, 0xc000)
        set(vmcs.control.exitMSRStoreCount, 1)
        set(vmcs.control.exitMSRStoreAddress, 0xd000)
    }

    /// Flat segments: of 64 bits, of 32, or of real-address mode.
    private mutating func setSegments(codeRights: UInt32, limit: UInt32, dataRights: UInt32) {
        let registers: GuestFields = vmcs.guest
        for rights: Field<UInt32> in [
            registers.ssAccessRights, registers.dsAccessRights, registers.esAccessRights, registers.fsAccessRights,
            registers.gsAccessRights,
        ] {
            set(rights, dataRights)
        }
        set(registers.csAccessRights, codeRights)
        for size: Field<UInt32> in [
            registers.csLimit, registers.ssLimit, registers.dsLimit, registers.esLimit, registers.fsLimit,
            registers.gsLimit,
        ] {
            set(size, limit)
        }
        set(registers.trAccessRights, 0x8b)
        set(registers.trLimit, 0x67)
        set(registers.ldtrAccessRights, 0x82)
        set(registers.ldtrLimit, 0xffff)
        set(registers.gdtrLimit, 0xffff)
        set(registers.idtrLimit, 0xffff)
        set(registers.rflags, RFLAGS.fixed1)
        set(registers.rip, 0x7c00)
    }

    private mutating func setProtectedMode() {
        setSegments(codeRights: 0xc09b, limit: 0xffff_ffff, dataRights: 0xc093)
        set(vmcs.guest.cr0, CR0.pe | CR0.ne | CR0.wp | CR0.pg)
        set(vmcs.guest.cr3, 0x3000)
        set(vmcs.guest.cr4, CR4.vmxe)
    }

    // MARK: The states

    /// IA-32e mode, with nearly every control on.
    static var longMode: BaseState {
        var base = BaseState("IA-32e mode, many controls")
        base.setProtectedMode()
        base.set(vmcs.guest.csAccessRights, 0xa09b)
        base.set(vmcs.guest.cr4, CR4.vmxe | CR4.pae | CR4.cet)
        base.turnOn([
            controls.pin.externalInterruptExiting, controls.pin.nmiExiting, controls.pin.virtualNMIs,
            controls.pin.processPostedInterrupts, controls.pin.activatePreemptionTimer,
            controls.primary.useTPRShadow, controls.primary.useIOBitmaps, controls.primary.useMSRBitmaps,
            controls.primary.activateSecondaryControls, controls.primary.activateTertiaryControls,
            controls.primary.nmiWindowExiting,
        ])
        base.turnOn([
            controls.secondary.enableEPT, controls.secondary.enableVPID, controls.secondary.virtualizeX2APICMode,
            controls.secondary.apicRegisterVirtualization, controls.secondary.virtualInterruptDelivery,
            controls.secondary.enableVMFunctions, controls.secondary.vmcsShadowing, controls.secondary.enablePML,
            controls.secondary.eptViolationVE, controls.secondary.enablePASIDTranslation,
            controls.secondary.modeBasedExecuteControl, controls.secondary.subPageWritePermissions,
            controls.secondary.ptUsesGuestPhysicalAddresses, controls.secondary.useTSCScaling,
        ])
        base.turnOn(controls.all.map(\.control).filter { $0.declaration.id.word == .tertiary })
        base.set(vmcs.control.vmFunctionControls, 1)
        base.turnOn([
            controls.exit.clearIA32RTITCtl, controls.exit.savePreemptionTimer, controls.entry.ia32eModeGuest,
            controls.entry.loadDebugControls, controls.entry.loadIA32PerfGlobalCtrl, controls.entry.loadIA32PAT,
            controls.entry.loadIA32EFER, controls.entry.loadIA32BNDCFGS, controls.entry.loadIA32RTITCtl,
            controls.entry.loadUINV, controls.entry.loadCETState, controls.entry.loadGuestIA32LBRCtl,
            controls.entry.loadPKRS, controls.entry.loadIA32FRED, controls.entry.loadIA32SpecCtrl,
        ])
        base.set(vmcs.guest.ia32Efer, EFER.lme | EFER.lma)
        base.set(vmcs.guest.ia32Pat, 0x0007_0406_0007_0406)
        return base
    }

    /// 32-bit protected mode with 32-bit paging, without EPT and APIC virtualization.
    static var protectedMode: BaseState {
        var base = BaseState("32-bit protected mode, few controls")
        base.setProtectedMode()
        base.turnOn([controls.entry.loadDebugControls, controls.primary.useTPRShadow])
        base.set(vmcs.control.tprThreshold, 2)
        return base
    }

    /// PAE paging, with EPT.
    static var pae: BaseState {
        var base = BaseState("PAE paging with EPT")
        base.setProtectedMode()
        base.set(vmcs.guest.cr4, CR4.vmxe | CR4.pae)
        base.turnOn([controls.primary.activateSecondaryControls, controls.secondary.enableEPT])
        for entry: Field<UInt64> in [
            vmcs.guest.pdpte0, vmcs.guest.pdpte1, vmcs.guest.pdpte2, vmcs.guest.pdpte3,
        ] {
            base.set(entry, 0x4001)
        }
        return base
    }

    /// PAE paging, whose pointers are in memory.
    static var paeWithoutEPT: BaseState {
        var base = BaseState("PAE paging without EPT")
        base.setProtectedMode()
        base.set(vmcs.guest.cr4, CR4.vmxe | CR4.pae)
        return base
    }

    /// Real-address mode of an unrestricted guest, as after a reset but for CS.
    static var realMode: BaseState {
        var base = BaseState("real-address mode")
        base.setSegments(codeRights: 0x9b, limit: 0xffff, dataRights: 0x93)
        base.set(vmcs.guest.cr0, CR0.ne)
        base.set(vmcs.guest.cr4, CR4.vmxe)
        base.turnOn([
            controls.primary.activateSecondaryControls, controls.secondary.enableEPT,
            controls.secondary.unrestrictedGuest,
        ])
        return base
    }

    static var virtual8086: BaseState {
        var base = BaseState("virtual-8086 mode")
        base.setProtectedMode()
        base.setSegments(codeRights: 0xf3, limit: 0xffff, dataRights: 0xf3)
        base.set(vmcs.guest.csSelector, 0x1000)
        base.set(vmcs.guest.csBase, 0x1_0000)
        base.set(vmcs.guest.rflags, RFLAGS.fixed1 | RFLAGS.vm)
        return base
    }
}
