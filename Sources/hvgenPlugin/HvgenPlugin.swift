// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import PackagePlugin

/// `swift package hvgen`: runs the hvgen of this package with the same arguments.
@main
struct HvgenPlugin: CommandPlugin {
    func performCommand(context: PluginContext, arguments: [String]) throws {
        let tool: PluginContext.Tool = try context.tool(named: "hvgen")
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
