// SPDX-License-Identifier: GPL-2.0-only

import SystemPackage

/// A run's bochsrc.
struct BochsConfiguration {
    var model: String
    var processorCount: Int
    var memoryMiB: Int
    var disc: FilePath
    var serialLog: FilePath
    var log: FilePath

    /// Whether Bochs logs errors; among them is which rule refused a VM entry, and every unknown MSR.
    var reportsErrors = false

    /// How many stretches of code the guest marks, to be traced; see ``debuggerCommands``.
    var traces = 0

    /// Ticks a second: what the kernel's `tsc_early_khz` says.
    static let instructionsPerSecond = 50_000_000

    /// The clock at the start, in seconds since 1970. Equal, so that runs are more alike.
    static let startTime = 1_700_000_000

    var text: String {
        """
        # The debug port's bytes come out of the emulator's standard output; writing "Shutdown" to port 0x8900 ends it.
        port_e9_hack: enabled=1
        plugin_ctrl: unmapped=1, biosdev=1, speaker=0, extfpuirq=1, parallel=0, serial=1, iodebug=1
        # A display that needs none.
        display_library: rfb, options="timeout=0"
        config_interface: textconfig
        cpu: model=\(model), count=1:\(processorCount):1, ips=\(Self.instructionsPerSecond), \
        reset_on_triple_fault=0, ignore_bad_msrs=1
        memory: guest=\(memoryMiB), host=\(memoryMiB)
        romimage: file=\(HostFile.bios.rawValue), options=fastboot
        vgaromimage: file=\(HostFile.videoBIOS.rawValue)
        pci: enabled=1, chipset=i440fx
        ata0-master: type=cdrom, path="\(disc)", status=inserted
        boot: cdrom
        com1: enabled=1, mode=file, dev="\(serialLog)"
        clock: sync=none, time0=\(Self.startTime)
        log: "\(log)"
        panic: action=fatal
        error: action=\(reportsErrors ? "report" : "ignore")
        info: action=ignore\(processors)
        debug: action=ignore
        \(traces > 0 ? "magic_break: enabled=1\n" : "")
        """
    }

    /// Little is reported of a processor, but when the emulator ends, its registers are.
    private var processors: String {
        (0..<processorCount).map { ", cpu\($0)=report" }.joined()
    }

    /// Debian's Bochs is a debugger build and waits for a command: continue.
    ///
    /// `xchg %bx,%bx` in the guest brings it back for the next one: the first begins a trace, in which each
    /// instruction of the guest or of root mode is a line of standard output with its tick, the second ends it.
    var debuggerCommands: String {
        "c\n" + String(repeating: "trace on\nc\ntrace off\nc\n", count: traces)
    }
}
