// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser

/// `hvlab models`.
struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "Lists the emulated processors that have VT-x.")

    func run() async throws {
        let supported = try await Emulator.supportedModels()
        let models = ProcessorModels.all.filter { supported.contains($0.name) }
        let width = models.map(\.name.count).max() ?? 0
        for model in models {
            let name = model.name + String(repeating: " ", count: width - model.name.count)
            print("\(name)  \(model.summary)\(model.name == ProcessorModels.defaultName ? " (default)" : "")")
            for quirk in model.quirks {
                print("\(String(repeating: " ", count: width))    \(quirk)")
            }
        }
    }
}
