// SPDX-License-Identifier: GPL-2.0-only

/// What a scenario says about itself in comments at its top:
///
///     # hvlab: description=Loads the module twenty times
///     # hvlab: cpus=2 kernel=6.12 timeout=300
///     # hvlab: needs=hvcore,hvctl
///
/// Strict, since a misspelt key would silently run something else than was meant.
public struct ScenarioMetadata: Sendable, Equatable {
    /// One line for `hvlab list`.
    public var description = ""
    public var cpus = 2
    public var kernel = KernelSeries.bookworm
    public var profile = BootProfile.fast
    public var model = ProcessorModels.defaultName

    /// Seconds that the emulator may run: of processor time, which on an idle machine is wall time.
    public var timeout = 120
    public var memoryMiB = 512

    /// Modules of the stock kernel to put into the image.
    public var modules: [String] = []

    /// Sources in Tests/Lab/programs, each a command in the guest.
    public var programs: [String] = []

    /// Folders of Tests/Lab/modules, each a kernel module that is built for the run's kernel.
    public var testModules: [String] = []

    /// What of this project's products it cannot do without.
    public var needs: [Product] = []

    /// Added to the kernel's command line.
    public var commandLine: [String] = []

    /// How the run ends when all is well; anything but `passed` and `left` is a test of the lab itself.
    public var expectation = Verdict.passed

    /// Whether the kernel's tracing works, in modules too; else profile `fast` leaves it out.
    ///
    /// Who counts KVM's instructions wants it as well, since only then are its modules as Debian built them.
    public var needsTracing = false

    /// Whether the emulator logs errors, such as the rule that refused a VM entry.
    public var logsEmulatorErrors = false

    /// How many times, at most, the guest marks code to be traced: `xchg %bx,%bx` before and behind it.
    public var traces = 0

    /// Texts that excuse a line of the kernel's log that would fail the run.
    public var toleratedMessages: [String] = []

    public init() {}

    /// What this project builds for the guest.
    public enum Product: String, CaseIterable, Sendable, Codable {
        case hvcore, hvctl

        /// The build of kmod/poison.h, whatever the command line says.
        case poisonedHVCore = "hvcore-poison"

        /// A table of what hvgen says that stubs cost; see ``StubCosts``.
        case stubCosts = "stub-costs"
    }
}
