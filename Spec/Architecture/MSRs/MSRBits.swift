// SPDX-License-Identifier: GPL-2.0-only

/// Bits of MSRs, as masks.
public enum MSRBits {
    /// SDM volume 3, "Enabling and Entering VMX Operation".
    public enum FeatureControl {
        public static let locked: UInt64 = 1 << 0
        public static let vmxInsideSMX: UInt64 = 1 << 1
        public static let vmxOutsideSMX: UInt64 = 1 << 2
        public static let sgxLaunchControl: UInt64 = 1 << 17
        public static let sgx: UInt64 = 1 << 18
        public static let localMachineCheck: UInt64 = 1 << 20
    }

    /// SDM volume 3, appendix "Basic VMX Information".
    public enum VMXBasic {
        public static let revision: UInt64 = 0x7fff_ffff
        public static let addressesAre32Bit: UInt64 = 1 << 48
        public static let dualMonitorTreatment: UInt64 = 1 << 49
        public static let reportsStringIO: UInt64 = 1 << 54
        public static let trueControls: UInt64 = 1 << 55
        /// VM entry may deliver a hardware exception with or without an error code, whatever its vector.
        public static let anyErrorCode: UInt64 = 1 << 56
        public static let nestedExceptions: UInt64 = 1 << 58
    }

    /// SDM volume 3, appendix "Miscellaneous Data".
    public enum VMXMisc {
        public static let savesLMA: UInt64 = 1 << 5
        public static let activityHLT: UInt64 = 1 << 6
        public static let activityShutdown: UInt64 = 1 << 7
        public static let activityWaitForSIPI: UInt64 = 1 << 8
        public static let processorTrace: UInt64 = 1 << 14
        public static let writesAnyField: UInt64 = 1 << 29
        public static let zeroLengthInjection: UInt64 = 1 << 30
    }

    /// SDM volume 3, appendix "VPID and EPT Capabilities".
    public enum EPTVPIDCapabilities {
        public static let executeOnly: UInt64 = 1 << 0
        public static let pageWalkLength4: UInt64 = 1 << 6
        public static let pageWalkLength5: UInt64 = 1 << 7
        public static let uncacheable: UInt64 = 1 << 8
        public static let writeBack: UInt64 = 1 << 14
        public static let pages2M: UInt64 = 1 << 16
        public static let pages1G: UInt64 = 1 << 17
        public static let invept: UInt64 = 1 << 20
        public static let accessedDirty: UInt64 = 1 << 21
        public static let advancedViolationInformation: UInt64 = 1 << 22
        public static let inveptSingleContext: UInt64 = 1 << 25
        public static let inveptAllContexts: UInt64 = 1 << 26
        public static let invvpid: UInt64 = 1 << 32
        public static let invvpidIndividualAddress: UInt64 = 1 << 40
        public static let invvpidSingleContext: UInt64 = 1 << 41
        public static let invvpidAllContexts: UInt64 = 1 << 42
        public static let invvpidRetainingGlobals: UInt64 = 1 << 43
    }
}
