// swift-tools-version: 6.1
// SPDX-License-Identifier: GPL-2.0-only

import PackageDescription

// A package of somebody else: it brings a hypervisor of its own and takes hvgen as a library.
let package = Package(
    name: "own-hypervisor",
    dependencies: [.package(name: "hvcore", path: "../..")],
    targets: [
        .executableTarget(name: "owngen", dependencies: [.product(name: "HVGenKit", package: "hvcore")])
    ],
    swiftLanguageModes: [.v6]
)
