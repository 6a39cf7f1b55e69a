// SPDX-License-Identifier: GPL-2.0-only

import Foundation

/// A batch that the drivers work on while the next one is made.
struct PendingComparison {
    private struct Side {
        let name: String
        let path: Driver.Path
        let child: Child
    }

    let batch: Batch
    private let sides: [Side]

    /// - Parameter paths: what each driver is to run.
    init(_ batch: Batch, _ drivers: [Driver], _ paths: [Driver.Path], folder: URL) throws {
        self.batch = batch
        let profile: String = batch.subject.hypervisor.name
        let requests: URL = folder.appendingPathComponent("requests")
        try Data(batch.requests.bytes).write(to: requests)
        var sides: [Side] = []
        for driver: Driver in drivers {
            for path: Driver.Path in paths {
                let name: String = "\(driver.compiler), \(path == .c ? "C" : "exit entry")"
                sides.append(
                    Side(name: name, path: path, child: try driver.start(profile, path, requests: requests)))
            }
        }
        self.sides = sides
    }

    /// The first difference of each side.
    ///
    /// - Parameter ways: grows by where the runs through an exit entry went.
    func finish(ways: inout ExitWays) throws -> [String] {
        var differences: [String] = []
        for side: Side in sides {
            let output: Data = try side.child.finish("\(side.name), \(batch.title), seed \(batch.seed): the driver")
            let comparison = Comparison(batch: batch, side: side.name)
            if let difference = comparison.firstDifference(output, side.path, ways: &ways) {
                differences.append(difference)
            }
        }
        return differences
    }
}
