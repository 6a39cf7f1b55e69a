// SPDX-License-Identifier: GPL-2.0-only

extension RuleCatalog.Entry {
    static let discardedRegisters = Self(
        25, "A guest register discarded where its value counts", section: #"DESIGN.md, "The exit path""#,
        """
        Discard(…) says that nobody relies on what a guest register holds from here on, and a stub then works with \
        it. Only a convention between the guest and the hypervisor can say so, and only VMCALL has one: every other \
        exit interrupts code that expects of each register what the manual says. A register that has been discarded \
        on some way holds nothing that a handler could use, until it is set again.
        """)

    static let operandTypes = Self(
        11, "Widths disagree", section: #"SDM volume 3, "VMREAD, VMWRITE, and Encodings of VMCS Fields""#,
        """
        Both operands of an operator and both sides of an assignment have the same width, conditions are truth \
        values, constants and shifts fit. The Swift type checker sees to this in the authoring surface; the rule \
        holds for IR that was built in another way too.
        """)

    static let declaredState = Self(
        12, "Declared state used out of its bounds", section: #"DESIGN.md, "The handlers""#,
        """
        State is declared once, with a name, a width, an initial value that fits and, for an array, a number of \
        elements. An index must be provably below that number: a constant, a value masked, shifted, cut or \
        clamped, or one that every path to the place has compared with a bound.
        """)

    static let variables = Self(
        13, "A variable that is not what its name says", section: #"DESIGN.md, "The handlers""#,
        """
        A variable has a value on every path before it is read, one width within a handler, and a name in \
        lowerCamelCase that is an identifier in C and differs from the others by more than case.
        """)

    static let names = Self(
        14, "A name, number or text that the outputs cannot carry", section: #"DESIGN.md, "The ABI""#,
        """
        Names end up as C identifiers and in the ABI: they are unique and well-formed. Texts end up in C comments \
        and strings: they are printable ASCII without quotes, backslashes and ends of comments. An event has at \
        most four words, and one meaning for its number and its symbol.
        """)

    static let ownedBits = Self(
        15, "A control-register bit that must be owned",
        section: #"SDM volume 3, "Guest/Host Masks and Read Shadows for CR0 and CR4""#,
        """
        With the running system as the guest, CR4.VMXE must be owned and shown as 0: else the kernel's first write \
        of CR4 clears it and faults. A handler that executes CPUID in root mode needs OSXSAVE and PKE owned, shown \
        as they are, and copied to HOST_CR4 by the handler for control-register accesses, because CPUID shows root \
        mode's own bits.
        """)

    static let mode = Self(
        16, "A disposition that the mode does not have", section: #"DESIGN.md, "Objects and modes of the runtime""#,
        """
        Only a vcpu that runs on behalf of a process can leave to it, so leaving to user space needs guest mode. In \
        guest mode there is no processor to give back to the guest: stop and fatal end the vcpu, which is not \
        resumable afterwards, and so advance-and-stop, which promises that the guest goes on, is refused.
        """)

    static let place = Self(
        17, "A statement or value in the wrong place", section: #"DESIGN.md, "The handlers""#,
        """
        The set-up of a VMCS runs once in the kernel before there is a guest: it has no guest registers, no exit \
        to read of, no state and no disposition. The environment's values exist only then. Steps that only \
        lowering makes cannot be written by hand.
        """)

    static let controlPairs = Self(
        20, "A control without its counterpart",
        section: #"SDM volume 3, "Saving Guest State" and "Loading Host State""#,
        """
        State that VM entry loads must be saved and replaced by VM exit, or root mode runs with the guest's value \
        and the guest loses what it wrote: save and load debug controls, IA32_PAT, IA32_EFER and their like. \
        Negotiation gives up a preferred control whose counterpart a processor lacks; the rule looks at every \
        processor as HV007 does. The root is 64-bit code, so "host address-space size" must be 1 everywhere, and so \
        must "IA-32e mode guest" when the guest is the running system.
        """)

    static let switchedControls = Self(
        26, "A control switched in the VMCS against what negotiation found",
        section: #"SDM volume 3, "Checks on VMX Controls""#,
        """
        A set-up or a handler may switch single controls in the current VMCS, such as a window or the monitor trap \
        flag. It may switch on only what negotiation has set on each processor on which the path can be taken, and \
        may switch off nothing that a control which stays 1 needs, nor what processors without the TRUE capability \
        MSRs force to 1. Any other value of a control word is not what negotiation has chosen.
        """)

    static let initialVMCS = Self(
        27, "A VMCS that VM entry refuses",
        section: #"SDM volume 3, chapter "VM Entries""#,
        """
        Every check of VM entry is put before what is known of the VMCS at the end of the set-up: constants and single \
        bits, with every outcome that negotiation can have for the controls that the check looks at. What comes from \
        the machine is unknown, and decides nothing. Where a check is broken whatever that is, the processor is named \
        on which it happens.
        """)

    static let hypercalls = Self(
        21, "Documented hypercalls and the VMCALL handler disagree", section: #"DESIGN.md, "The exit path""#,
        """
        The documentation, the statistics and the uapi header list the hypercalls that a hypervisor declares. Each \
        of them must be a value that the VMCALL handler compares RAX with, and each such value must be declared.
        """)

    static let setupAgreement = Self(
        23, "The set-up does not write what is declared", section: #"SDM volume 3, "Exception Bitmap""#,
        """
        The exceptions that a hypervisor intercepts and the bits of CR0 and CR4 that it owns are declared, for the \
        rules and the documentation, and written into the VMCS by the set-up, for the processor. The last value that \
        the set-up writes must be exactly the one that is declared, and a bit that is shown as zero must be 0 in the \
        read shadow. A hypervisor of guest mode may own bits beyond those that it declares.
        """)

    static let controlOperands = Self(
        22, "A field that a control makes the processor use is never written",
        section: #"SDM volume 3, "Initializing a VMCS""#,
        """
        A field that exists because of a control is read by the processor when that control is 1, and holds \
        anything until it is written. The set-up must write it on every processor on which the control can be 1: \
        without a test, or behind enabled(…) of that control.
        """)
}
