// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Foundation
import Interpreter
import VMXModel

@testable import CEmitter

/// A hypervisor's exit file, assembled with the macros of the simulated processor and loaded.
final class Harness {
    private let folder: Folder
    private let library: UnsafeMutableRawPointer
    private let entry: UnsafeMutableRawPointer
    /// The assembly, for messages.
    let text: String

    private typealias Reset = @convention(c) (UInt64) -> Void
    private typealias SetField = @convention(c) (UInt64, UInt64) -> Void
    private typealias Registers = @convention(c) () -> UnsafeMutablePointer<UInt64>
    private typealias Memory = @convention(c) () -> UnsafeMutablePointer<UInt8>
    private typealias Run = @convention(c) (UnsafeMutableRawPointer) -> UInt32
    private typealias Result = @convention(c) () -> UnsafePointer<UInt64>
    private typealias Reason = @convention(c) () -> UInt64
    private typealias Trace = @convention(c) (UnsafeMutablePointer<UInt64>) -> UnsafePointer<UInt64>

    private let resetFunction: Reset
    private let setFieldFunction: SetField
    private let registersFunction: Registers
    private let memoryFunction: Memory
    private let runFunction: Run
    private let resultFunction: Result
    private let traceFunction: Trace
    private let reasonFunction: Reason

    /// Where `struct hv_vcpu` has the declared state.
    static let stateOffset: Int = VCPULayout(architecture).state
    static let controlsOffset: Int = VCPULayout.controlsOffset

    /// - Parameter change: makes a mistake in the assembly, to see whether it is found.
    init(
        _ model: ResolvedModel, compiler: String = "gcc", change: (String) -> String = { $0 }
    ) throws {
        let hypervisor: ResolvedHypervisor = model.hypervisors[0]
        let folder = try Folder()
        let file = StubFile(model: model, hypervisor: hypervisor, source: "Tests/StubTests")
        text = change(try file.text())
        try folder.write(text, to: "stub.S")
        for output: OutputFile in FieldFiles(architecture: model.architecture).files {
            try folder.write(output.text, to: output.path)
        }
        let path: String = folder.path + "/stub.so"
        try CEmitterHarness.build(folder.path, to: path, compiler: compiler)
        guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw ToolFailure(description: String(cString: dlerror()))
        }
        func symbol(_ name: String) throws -> UnsafeMutableRawPointer {
            guard let address = dlsym(library, name) else { throw ToolFailure(description: "no \(name) in \(path)") }
            return address
        }
        resetFunction = unsafeBitCast(try symbol("harness_reset"), to: Reset.self)
        setFieldFunction = unsafeBitCast(try symbol("harness_set_field"), to: SetField.self)
        registersFunction = unsafeBitCast(try symbol("harness_registers"), to: Registers.self)
        memoryFunction = unsafeBitCast(try symbol("harness_vcpu"), to: Memory.self)
        runFunction = unsafeBitCast(try symbol("harness_run"), to: Run.self)
        resultFunction = unsafeBitCast(try symbol("harness_result"), to: Result.self)
        traceFunction = unsafeBitCast(try symbol("harness_trace"), to: Trace.self)
        reasonFunction = unsafeBitCast(try symbol("harness_left_reason"), to: Reason.self)
        entry = try symbol(hypervisor.name + "_exit_entry")
        self.folder = folder
        self.library = library
    }

    deinit { dlclose(library) }

    // MARK: Before a run

    func reset(seed: UInt64) { resetFunction(seed) }
    func set(_ field: VMCSField, to value: UInt64) { setFieldFunction(UInt64(field.encoding), value) }
    func set(_ register: Register, to value: UInt64) { registersFunction()[register.number] = value }

    func setState(_ value: UInt64, width: Int, at offset: Int) {
        for byte: Int in 0..<width {
            memoryFunction()[Self.stateOffset + offset + byte] = UInt8(truncatingIfNeeded: value >> UInt64(8 * byte))
        }
    }

    func setControls(_ bytes: [UInt8]) {
        for (index, byte) in bytes.enumerated() { memoryFunction()[Self.controlsOffset + index] = byte }
    }

    // MARK: The run

    /// Whether the stub ended in VMRESUME; else it left to the slow path.
    func run() -> Bool { runFunction(entry) == 0 }

    // MARK: After it

    func value(of register: Register) -> UInt64 { resultFunction()[register.number] }

    /// The exit reason that the slow path was given.
    var leftReason: UInt64 { reasonFunction() }

    /// RSP at the end, as a distance from the vcpu.
    var stackPointer: UInt64 { resultFunction()[4] }

    func state(width: Int, at offset: Int) -> UInt64 {
        (0..<width).reduce(0) { $0 | UInt64(memoryFunction()[Self.stateOffset + offset + $1]) << UInt64(8 * $1) }
    }

    /// Entries of four words, as `EffectKind` has them.
    var trace: [[UInt64]] {
        var length: UInt64 = 0
        let words: UnsafePointer<UInt64> = traceFunction(&length)
        return (0..<Int(length)).map { entry in (0..<4).map { words[entry * 4 + $0] } }
    }
}

enum CEmitterHarness {
    /// Assembles `stub.S` of a folder and links it with the simulated processor.
    static func build(_ folder: String, to path: String, compiler: String) throws {
        try run(
            compiler,
            [
                "-shared", "-fPIC", "-O1", "-g", "-Wall", "-Wextra", "-Werror", "-DHV_HOST_TEST",
                "-DSTATE_OFFSET=\(Harness.stateOffset)", "-I" + Package.harness, "-I" + Package.runtime, "-I" + folder,
                "-I" + Package.generated, "-o", path,
                Package.harness + "/harness.c", Package.harness + "/harness_asm.S", folder + "/stub.S",
            ])
    }
}
