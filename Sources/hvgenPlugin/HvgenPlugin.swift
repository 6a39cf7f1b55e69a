// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import PackagePlugin

/// `swift package hvgen`: builds the hvgen of this package and runs it with the same arguments.
///
/// The plugin builds it itself: a dependency on it would make every `swift build` compile all of its modules twice,
/// once as they are and once as a tool of the build.
@main
struct HvgenPlugin: CommandPlugin {
    func performCommand(context: PluginContext, arguments: [String]) throws {
        let build: PackageManager.BuildResult = try packageManager.build(
            .product("hvgen"), parameters: PackageManager.BuildParameters(configuration: .inherit))
        guard build.succeeded, let tool = build.builtArtifacts.first(where: { $0.kind == .executable }) else {
            Diagnostics.error("hvgen does not build\n" + build.logText)
            return
        }
        let process = Process()
        process.executableURL = tool.url
        // Its paths are below the folder that it runs in, for every subcommand.
        process.currentDirectoryURL = context.package.directoryURL
        process.arguments = arguments
        try process.run()
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            Diagnostics.error("hvgen failed with status \(process.terminationStatus)")
            return
        }
    }
}
