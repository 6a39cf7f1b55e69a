// SPDX-License-Identifier: GPL-2.0-only

/// The kernel's command line in the lab.
struct KernelCommandLine {
    let profile: BootProfile
    let series: KernelSeries
    let model: ProcessorModel
    let processorCount: Int

    /// Whether the scenario uses tracing, which profile `fast` otherwise leaves out.
    var needsTracing = false

    /// What the scenario adds. It comes last, and the last of equal parameters wins.
    var additions: [String] = []

    /// COMMAND_LINE_SIZE of x86 is 2048, the final zero included; the loader puts `/kernel ` before it.
    static let maximumLength = 2047 - "/kernel ".count

    func text() throws -> String {
        var parameters = Self.common
        if profile == .fast { parameters += Self.fast + ["initcall_blacklist=" + blacklist.joined(separator: ",")] }
        parameters += model.kernelParameters(for: series, processorCount: processorCount)
        parameters += additions
        let text = parameters.joined(separator: " ")
        guard text.utf8.count <= Self.maximumLength else {
            throw LabError(
                "the kernel command line has \(text.utf8.count) bytes, of which Linux reads \(Self.maximumLength)",
                remedy: "Shorten the scenario's key `cmdline`.")
        }
        return text
    }

    private static let common: [String] = [
        // At level 1 the slow serial line stays silent until an oops or a panic turns all messages on.
        "console=ttyS0", "quiet", "loglevel=1",
        // An oops ends the run with a triple fault, which stops the emulator.
        "oops=panic", "panic=-1", "reboot=t",
        // One instruction is one tick, and bochsrc says that 50,000,000 of them are a second.
        "tsc=reliable", "tsc_early_khz=50000", "lpj=20000", "no_timer_check",
        // MWAIT wakes late in the emulator: a boot with two processors takes three times as long.
        "idle=halt",
        "nowatchdog", "random.trust_cpu=on",
    ]

    private static let fast: [String] = [
        "mitigations=off", "rodata=off", "cryptomgr.notests", "raid=noautodetect",
    ]

    /// Initialisation that takes long in the emulator and that no scenario needs.
    private var blacklist: [String] {
        needsTracing ? Self.slowInitcalls : Self.slowInitcalls + Self.tracingInitcalls
    }

    private static let slowInitcalls: [String] = [
        "cubictcp_register", "bpf_tcp_ca_kfunc_init", "bpf_rstat_kfunc_init", "bpf_key_sig_kfuncs_init",
        "bpf_prog_test_run_init", "kfunc_init", "bpf_dummy_struct_ops_init", "jent_mod_init", "slab_sysfs_init",
        "param_sysfs_builtin_init",
        "load_system_certificate_list", "blake2s_mod_init", "crypto_kdf108_init", "snapshot_device_init",
    ]

    private static let tracingInitcalls: [String] = [
        "trace_eval_init", "trace_eval_sync", "tracer_init_tracefs", "init_kprobe_trace", "init_uprobe_trace",
        "init_dynamic_event", "init_blk_tracer", "ftrace_check_for_weak_functions",
    ]
}
