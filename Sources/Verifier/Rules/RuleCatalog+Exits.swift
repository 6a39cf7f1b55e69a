// SPDX-License-Identifier: GPL-2.0-only

extension RuleCatalog.Entry {
    static let unhandledExit = Self(
        1, "An exit that can happen has no handler", section: #"SDM volume 3, "Instructions That Cause VM Exits""#,
        """
        Every exit that the chosen controls, bitmaps and masks can cause needs a handler: what falls through to the \
        runtime is fatal, and ring 3 can cause most of it. An exit can happen when one of the causes in its row of \
        the database can. What a cause needs is judged together: its controls by whether negotiation can end with all \
        of them on one processor, and bitmaps, masks and the filter of page faults by what the set-up leaves in the \
        VMCS on such a processor and handlers write later. A control that is switched off in the VMCS counts as 0, \
        and RDMSR and WRMSR always exit for MSRs outside the two ranges of the bitmaps. Controls that a processor \
        forces to 1 unasked do not count: such a processor is refused at start.
        """)

    static let unreachableHandler = Self(
        2, "A handler that no exit reaches", section: #"SDM volume 3, appendix "VMX Basic Exit Reasons""#,
        """
        A handler for an exit that nothing in the description can cause never runs: either a control, a bitmap or \
        an owned bit is missing, or the exit needs controls that negotiation never ends with at once, or the set-up \
        switches a control off that nothing switches on again, or the handler is left over. Two handlers for one \
        reason are the same mistake, since only one of them could run.
        """)

    static let onePathOneDisposition = Self(
        3, "A path without exactly one disposition", section: #"SDM volume 3, "Handling of VM Exits""#,
        """
        Every path through a handler ends in exactly one disposition: advance, resume, inject, leave to user space, \
        stop or fatal. A path that falls off the end would enter the guest again at the same instruction for ever, \
        and a statement behind a disposition never runs.
        """)

    static let advance = Self(
        4, "RIP advanced where there is no instruction to go behind",
        section: #"SDM volume 3, "Information for VM Exits Due to Instruction Execution""#,
        """
        The VM-exit instruction length is defined only for exits whose row says so, and only a fault-like exit \
        leaves RIP at an instruction that has not taken effect yet. To advance elsewhere adds an undefined number \
        to RIP, or skips an instruction that the guest was to execute.
        """)

    static let readOnlyField = Self(
        5, "A read-only field is written", section: #"SDM volume 3, "VM-Exit Information Fields""#,
        """
        VMWRITE to a VM-exit information field fails on processors without "VMWRITE to any VMCS field". The rule \
        looks at handlers, at the set-up, at the architecture's routines and at what natives declare to write.
        """)

    static let fieldExistence = Self(
        6, "A field is used that may not exist", section: #"SDM volume 3, appendix "Field Encoding in VMCS""#,
        """
        VMREAD and VMWRITE fail on a field that the processor does not have. On no processor that the hypervisor \
        starts on may a path to the place be taken while the field is missing. What a path knows is what is required, \
        what makes the exit possible, the tests of enabled(…) and of capability MSRs that it has passed, and all \
        that negotiation never ends without: a control comes with what it needs. Routines that a disposition is \
        carried out by count as part of the path. Fields are read before the statement that names them, so a test \
        in the same condition is too late.
        """)

    static let controlDependency = Self(
        7, "A control without what it needs", section: #"SDM volume 3, "Checks on VMX Controls""#,
        """
        VM entry fails when a control is 1 and one that it needs is not, or one that it excludes is; the module then \
        refuses to start. The rule looks at every processor that allows what is required and forces to 1 only what is \
        requested: preferred controls allowed, not allowed and forced, features shown and not, in every combination. \
        On none of them may negotiation end with a broken dependency, and one on which it does is printed; a request \
        must be granted on some. The only thing taken as given is that a processor on which a control is forced \
        to 1 lets what it needs be 1 too. Bits of a word that another control activates need that control in the \
        description, and one bit cannot be requested at two levels.
        """)

    static let msrPolicy = Self(
        8, "MSR policy and handlers disagree", section: #"SDM volume 3, "MSR-Bitmap Address""#,
        """
        What is intercepted is handled, and what is handled is intercepted: an arm of the RDMSR or WRMSR handler for \
        an MSR whose access does not exit never runs, and an intercepted MSR must not end in a fatal default. An \
        MSR whose guest value lives in the VMCS must not be passed through to the register, which holds the root's \
        value. A rule for MSRs outside the ranges 0-1FFFH and C0000000H-C0001FFFH says nothing: those always exit.
        """)

    static let fatalByGuest = Self(
        9, "A guest can end the hypervisor", section: #"SDM volume 3, "Handling of VM Exits""#,
        """
        No exit that guest code can cause may be fatal, and none that ring 3 can cause may stop the hypervisor: \
        unknown instructions get #UD. A stop behind a test that the guest's privilege level is 0 is right: the \
        verifier runs the handler with SS.DPL = 3 and asks whether the stop is reached. Guest code cannot cause \
        failed entries, nor faults in the extended page tables themselves. A triple fault resets a native machine \
        too, so its handler may stop.
        """)

    static let injectedEvent = Self(
        10, "A malformed injected event", section: #"SDM volume 3, "VM-Entry Controls for Event Injection""#,
        """
        VM entry checks the type, the vector and the error code of what it injects: an NMI has vector 2, a hardware \
        exception a vector up to 31 with an error code exactly where the processor pushes one, bits 31:16 of an \
        error code are 0 (15 too, but for a page fault of an enclave), software interrupts and exceptions need \
        an instruction length, an external interrupt needs RFLAGS.IF = 1, and type 7 is a pending MTF exit.
        """)

    static let exitInformation = Self(
        18, "An exit field read that is undefined for the reason",
        section: #"SDM volume 3, "Recording VM-Exit Information and Updating VM-Entry Control Fields""#,
        """
        The qualification, the instruction information, the instruction length, the guest-linear and the \
        guest-physical address and the interruption information are defined for some exits only; elsewhere they \
        hold what an earlier exit left, or nothing. The emulator fills some of them always, silicon does not.
        """)

    static let featuresShown = Self(
        24, "An instruction that the guest sees and that faults",
        section: #"SDM volume 3, "Instructions That Cause VM Exits Conditionally""#,
        """
        Some instructions raise #UD in a guest unless a control enables them: RDTSCP and RDPID, INVPCID, XSAVES, \
        TPAUSE and UMWAIT, PCONFIG. With the running system as the guest, whatever CPUID shows of them must be \
        enabled wherever it shows it, by a required control or one that is required where the guest sees the \
        feature: the kernel uses them at its next context switch. The verifier runs the CPUID handler with each \
        leaf, and asks whether the bit can be 1 in the answer.
        """)

    static let registerWidths = Self(
        19, "A guest register used at the wrong width", section: #"SDM volume 2, "CPUID—CPU Identification""#,
        """
        CPUID looks at EAX and ECX, RDMSR, WRMSR and XSETBV at ECX, EDX and EAX: whatever bits 63:32 hold must not \
        decide anything. What CPUID and RDMSR return is zero-extended to 64 bits, in all of their result registers, \
        on every path that goes on behind the instruction.
        """)
}
