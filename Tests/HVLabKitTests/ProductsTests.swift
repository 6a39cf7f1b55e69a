// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import SystemPackage
import Testing

@testable import HVLabKit

@Suite("Products")
struct ProductsTests {
    /// The folder in `.build-kmod` that hvcore.ko is taken from, in a checkout that has both builds.
    private func farm(
        _ needs: [ScenarioMetadata.Product], poison: Bool, builds: [String], changedSince source: String? = nil
    ) throws -> [String] {
        let root = FilePath(NSTemporaryDirectory()).appending("products-\(UUID().uuidString)")
        defer { Files.remove(root) }
        for build in builds {
            let folder = root.appending(".build-kmod/\(build)/kmod")
            try Files.createDirectory(folder)
            try Files.write("x", to: folder.appending("hvcore.ko"))
        }
        if let source {
            let file = root.appending(source)
            try Files.createDirectory(file.removingLastComponent())
            try Files.write("x", to: file)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: 60)], ofItemAtPath: file.string)
        }
        let kernel = StockKernel(
            series: .bookworm, release: "6.1.0-1-amd64", packageVersion: "1", root: root, buildDirectory: root)
        var options = RunOptions()
        options.poison = poison
        var metadata = ScenarioMetadata()
        metadata.needs = needs
        return try Products(repository: Repository(root: root), options: options)
            .externalModules(for: metadata, kernel: kernel)
            .map { $0.removingLastComponent().removingLastComponent().lastComponent!.string }
    }

    private let both = ["6.1.0-1-amd64", "6.1.0-1-amd64-poison"]

    @Test("the poison build comes when a scenario or the command line says so")
    func poisonBuild() throws {
        #expect(try farm([.hvcore], poison: false, builds: both) == ["6.1.0-1-amd64"])
        #expect(try farm([.hvcore], poison: true, builds: both) == ["6.1.0-1-amd64-poison"])
        #expect(try farm([.poisonedHVCore], poison: false, builds: both) == ["6.1.0-1-amd64-poison"])
        #expect(try farm([], poison: false, builds: both) == [])
    }

    @Test("the ordinary build does not stand in for the poison build")
    func missingPoisonBuild() {
        #expect(throws: LabError.self) { try farm([.hvcore], poison: true, builds: ["6.1.0-1-amd64"]) }
    }

    @Test(
        "a module that is older than its sources is not run",
        arguments: ["kmod/a.c", "Generated/arch/b.h", "kmod/Kbuild"])
    func staleBuild(source: String) {
        #expect(throws: LabError.self) { try farm([.hvcore], poison: false, builds: both, changedSince: source) }
    }

    @Test("what is no source of the module may be newer")
    func newerDocument() throws {
        #expect(
            try farm([.hvcore], poison: false, builds: both, changedSince: "kmod/README.md") == ["6.1.0-1-amd64"])
    }
}
