// swift-tools-version: 6.1
// SPDX-License-Identifier: GPL-2.0-only

import PackageDescription

// The targets stand in the order of the data flow: a description of VT-x and of
// a hypervisor goes in on the left, C and reports come out on the right.
let package = Package(
    name: "hvcore",
    products: [
        .library(name: "HVGenKit", targets: ["HVGenKit", "Architecture", "HandlerDSL", "HypervisorLibrary", "VMXModel"]),
        .executable(name: "hvgen", targets: ["hvgen"]),
        .executable(name: "hvctl", targets: ["hvctl"]),
        .executable(name: "hvlab", targets: ["hvlab"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // The vocabulary, the authoring surface, and the two descriptions.
        .target(name: "VMXModel"),
        .target(name: "HandlerDSL", dependencies: ["VMXModel"]),
        .target(
            name: "Architecture",
            dependencies: ["VMXModel", "HandlerDSL"],
            path: "Spec/Architecture",
            exclude: ["README.md"]),
        .target(
            name: "HypervisorLibrary",
            dependencies: ["HandlerDSL", "Architecture", "VMXModel"],
            path: "Spec/Hypervisors/Library"),
        .target(
            name: "Hypervisors",
            dependencies: ["HandlerDSL", "Architecture", "HypervisorLibrary", "VMXModel"],
            path: "Spec/Hypervisors",
            exclude: ["Library"]),
        .target(name: "ABI", dependencies: ["Architecture", "VMXModel"], path: "Spec/ABI"),

        // From a description to a resolved model, and from there to text.
        .target(name: "Interpreter", dependencies: ["VMXModel"]),
        // A hypervisor's first VMCS is put before the checks of VM entry, which the interpreter evaluates.
        .target(name: "Verifier", dependencies: ["VMXModel", "Interpreter"]),
        .target(name: "CEmitter", dependencies: ["VMXModel"]),
        // The cost of a stub is counted in the instructions that CEmitter prints.
        .target(name: "Reports", dependencies: ["VMXModel", "Verifier", "CEmitter", "Interpreter"]),
        // The examples of the rules: compiled by the tests, and their text, which hvgen prints.
        .target(
            name: "RuleExamples",
            dependencies: ["ABI", "Architecture", "HandlerDSL", "HypervisorLibrary", "VMXModel"],
            path: "Spec/Rules",
            exclude: ["README.md"]),
        .target(name: "RuleTexts", dependencies: ["VMXModel"], path: "Generated/rules"),
        .target(
            name: "HVGenKit",
            dependencies: [
                "VMXModel", "HandlerDSL", "Architecture", "Verifier", "CEmitter", "Reports", "RuleTexts",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["README.md"]),
        .executableTarget(name: "hvgen", dependencies: ["HVGenKit", "Hypervisors", "Architecture", "ABI"]),
        .plugin(
            name: "hvgenPlugin",
            capability: .command(
                intent: .custom(verb: "hvgen", description: "Generate the kernel module's C from the Swift spec"),
                permissions: [.writeToPackageDirectory(reason: "writes Generated/")]),
            path: "Sources/hvgenPlugin"),

        // The tools that use what was generated.
        .systemLibrary(name: "CLibKmod", providers: [.apt(["libkmod-dev"])]),
        .target(name: "HVCoreABI"),
        .target(name: "HVCoreInterface", path: "Generated/swift"),
        .target(name: "CHVCtl"),
        .target(
            name: "HVCtlKit",
            dependencies: [
                "CLibKmod", "CHVCtl", "HVCoreABI", "HVCoreInterface",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(name: "hvctl", dependencies: ["HVCtlKit"]),
        .target(
            name: "HVLabKit",
            dependencies: [
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .executableTarget(name: "hvlab", dependencies: ["HVLabKit"]),
        .testTarget(
            name: "HVGenKitTests",
            dependencies: [
                "Architecture", "CEmitter", "HandlerDSL", "HVGenKit", "HypervisorLibrary", "Verifier", "VMXModel", "hvgen",
            ]),
        // hvgen over one example of a rule, wrong or right: what users see of each code, from end to end.
        .executableTarget(
            name: "hvexample", dependencies: ["HVGenKit", "RuleExamples"], path: "Tests/Examples/hvexample"),
        .testTarget(
            name: "DiagnosticTests",
            dependencies: ["HVGenKit", "RuleExamples", "RuleTexts", "VMXModel", "hvexample", "hvgen"]),
        // Bugs that other hypervisors have shipped: refused, or impossible to write.
        .testTarget(
            name: "PeerBugTests",
            dependencies: ["Architecture", "HandlerDSL", "HypervisorLibrary", "VMXModel", "Verifier"],
            exclude: ["README.md"]),
        .testTarget(name: "HVLabKitTests", dependencies: ["HVLabKit"]),

        .testTarget(
            name: "ABITests",
            dependencies: [
                "ABI", "CEmitter", "HVCoreABI", "HVCoreInterface", "VMXModel",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .testTarget(
            name: "ArchitectureTests",
            dependencies: [
                "Architecture", "HandlerDSL", "VMXModel",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .testTarget(
            name: "VerifierTests",
            dependencies: [
                "Verifier", "VMXModel", "HandlerDSL", "Architecture", "Hypervisors",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .testTarget(
            name: "StubTests",
            dependencies: [
                "CEmitter", "Verifier", "Interpreter", "Architecture", "Hypervisors", "VMXModel",
            ],
            exclude: ["Harness"]),
        .testTarget(
            name: "ReportsTests",
            dependencies: [
                "Reports", "ABI", "CEmitter", "HandlerDSL", "Interpreter", "Verifier", "Architecture", "Hypervisors",
                "VMXModel",
            ],
            exclude: ["Kernel"]),
        // Specs of any size, a benchmark of what generating them takes, and tests of how it grows.
        .target(
            name: "GrowthSpecs", dependencies: ["Architecture", "HandlerDSL", "Hypervisors", "VMXModel"],
            path: "Tests/Growth/Specs"),
        .executableTarget(
            name: "hvgrowth",
            dependencies: [
                "Architecture", "CEmitter", "GrowthSpecs", "HVGenKit", "Hypervisors", "Reports", "VMXModel", "Verifier",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/Growth/Bench"),
        .testTarget(
            name: "GrowthTests",
            dependencies: ["Architecture", "CEmitter", "GrowthSpecs", "VMXModel", "Verifier"]),
        .testTarget(
            name: "EntryCheckTests",
            dependencies: ["Architecture", "HandlerDSL", "Interpreter", "Reports", "Verifier", "VMXModel"],
            exclude: ["Harness"]),
        .testTarget(
            name: "WhyTests",
            dependencies: ["Architecture", "HandlerDSL", "Interpreter", "Reports", "VMXModel", "hvgen"],
            exclude: ["Dumps"]),
        // The checks of VM entry before a solver: z3 of Debian, never a part of hvgen.
        .executableTarget(
            name: "hvprove", dependencies: ["Architecture", "HandlerDSL", "Interpreter", "VMXModel"],
            path: "Tests/Prove"),
        // The reader of dumps under libFuzzer (Tests/WhyFuzz/run), and without it, to replay inputs.
        .executableTarget(
            name: "hvfuzzdump", dependencies: ["Architecture", "Reports", "VMXModel"], path: "Tests/WhyFuzz",
            exclude: ["corpus", "run"]),
        .testTarget(name: "InterpreterTests", dependencies: ["Interpreter", "VMXModel"]),
        .testTarget(
            name: "DifferentialTests",
            dependencies: ["Interpreter", "Verifier", "Architecture", "Hypervisors", "VMXModel"]),
        .testTarget(name: "HVCtlKitTests", dependencies: ["HVCtlKit", "HVCoreABI", "HVCoreInterface"]),
    ],
    swiftLanguageModes: [.v6]
)
