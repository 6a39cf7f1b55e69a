// SPDX-License-Identifier: GPL-2.0-only

extension RuleCatalog.Entry {
    static let databaseNumbers = Self(
        40, "Two things of the database have one number", section: #"SDM volume 3, appendix "Field Encoding in VMCS""#,
        """
        A VMCS field is known to the processor by its encoding alone, a control by its bit, an exit by its basic \
        reason. The encoding is computed from the area, the width and the index, so two fields have the same one when \
        two rows have the same three; the second field would be written where the first was meant.
        """)

    static let fieldGroups = Self(
        41, "A field in an area that its name denies", section: #"SDM volume 3, "Organization of VMCS Data""#,
        """
        Bits 11:10 of an encoding are the area: control, VM-exit information, guest state, host state. A guest field \
        declared as a host field is a valid encoding of another field. The manual names every field of the host-state \
        area "Host …", and no other so.
        """)

    static let testedControls = Self(
        42, "A control tested in the wrong word", section: #"SDM volume 3, "VM-Entry Controls""#,
        """
        A bit number means one thing in the VM-entry controls, another in the VM-exit controls. A bit that a handler \
        masks out of a control word must be one that the hypervisor requests in that word: what is never requested \
        is always 0, since a processor that forces it to 1 is refused at start, and so the test decides nothing. \
        enabled(…) takes the control itself and cannot be wrong about the word. Where both words have a requested \
        control at the bit, the verifier cannot tell which was meant.
        """)

    static let fixedBits = Self(
        43, "CR0 or CR4 without its fixed bits",
        section: #"SDM volume 3, appendix "VMX-Fixed Bits in CR0" and "VMX-Fixed Bits in CR4""#,
        """
        In VMX operation CR0.NE, CR0.PE, CR0.PG and CR4.VMXE are 1, in the guest too, and VM entry checks it; an \
        unrestricted guest may clear PE and PG. A handler that gives the guest a new value writes it with these \
        bits, whatever the guest asked for, and lets it read its own from the read shadow. The verifier asks whether \
        the bits are surely 1 in what is written. PE and PG are the handler's own care in a hypervisor that requests \
        "Unrestricted guest".
        """)

    static let ignoredFaults = Self(
        44, "A fault that nobody looks at", section: #"SDM volume 2, "RDMSR—Read From Model Specific Register""#,
        """
        RDMSR of an MSR that the processor does not have, WRMSR and XSETBV of a value that it refuses raise #GP: in \
        root mode, where the handler executes them for the guest. The runtime catches the fault and says so in a \
        result; every path must look at it before it goes on, and give the guest the #GP that it would have got.
        """)

    static let originalEvents = Self(
        45, "The error code of another event",
        section: #"SDM volume 3, "Information for VM Exits That Occur During Event Delivery""#,
        """
        The exit's own error code is in the VM-exit interruption error code. The IDT-vectoring error code belongs to \
        the event whose delivery the exit interrupted, and is defined only when bits 31 and 11 of the IDT-vectoring \
        information are 1. Dispositions deliver that event again; a handler has no use for its error code but to \
        record it.
        """)

    static let eventDelivery = Self(
        46, "An event injected by hand", section: #"SDM volume 3, "VM-Entry Controls for Event Injection""#,
        """
        VM entry injects one event. Where the exit has interrupted the delivery of another, dispositions deliver that \
        one again, or combine the two as the processor does (#DF), and take care of NMI blocking. A handler that \
        writes the VM-entry interruption information itself overwrites what they wrote, and the event is lost.
        """)
}
