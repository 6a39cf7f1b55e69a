// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser

struct SelfTestCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "selftest",
        abstract: "Run checks on this machine: natively, under a hypervisor, and after it.",
        discussion: """
            It loads the module if it is not loaded, starts the hypervisor, compares what programs see of every CPU \
            with what they saw before, stops it, and unloads what it loaded: also after a failure or a signal. While \
            somebody else's hypervisor is started it touches nothing, and ends with status 1. What cannot be found \
            out on this machine is skipped, with the reason. It is meant for hypervisors that change nothing but what \
            they announce.

            The output is KTAP, version 1. Exit status 0: nothing failed. 1: at least one check failed.

            JSON: hypervisor, ok (bool), bailed_out (why it ended early; null when all was done), results: array of \
            id, title, verdict (pass, fail, skip), diagnostics (array of text).
            """)

    @OptionGroup var options: ReadingOptions

    @Argument(help: "The hypervisor.")
    var name = "observer"

    @Option(help: "How often to start and stop it at the end.")
    var cycles = 3

    @Option(help: ArgumentHelp("A parameter for the module, where it is loaded here.", valueName: "name=value"))
    var parameter: [String] = []

    func validate() throws {
        guard (1...1000).contains(cycles) else { throw ValidationError("--cycles must be from 1 to 1000.") }
    }

    func run(in context: Context) throws(Failure) -> ToolStatus {
        // The first argument of a load may be a path, so one is put before.
        let parameters = try LoadCommand.Request(["./hvcore.ko"] + parameter).parameters
        let test = SelfTest(context.system, name, cycles: cycles, parameters: parameters)
        let isGood = try test.run(SelfTestReport(context.console, isJSON: options.json))
        return isGood ? .success : .refused
    }
}
