// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import CEmitter
import Foundation
import Reports
import VMXModel

/// `hvgen check-stubs NAME_exit.o…`: the object code of the hot stubs, against the rules that they live by.
struct CheckStubsCommand<Provider: SpecificationProvider>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "check-stubs",
            abstract: "Checks the object code of the hot stubs, instruction by instruction.",
            discussion: """
                Each object is a NAME_exit.o that `make module` has built. Exit code 1 when an instruction breaks a \
                rule, 2 when an object cannot be checked.
                """)
    }

    @Argument(help: "Objects of the exit paths.")
    var objects: [String]

    @Option(name: .long, help: "The header that says where in the vcpu the declared state begins, below the package.")
    var layout: String = "Generated/arch/control_words.h"

    @OptionGroup var place: PlaceOptions

    func run() throws {
        let specification: Specification = Provider.specification
        let isClean: Bool = try reporting(specification, place.package) {
            let stateOffset: Int = try VCPULayout(header: place.package.appendingPathComponent(layout)).stateOffset
            var isClean = true
            for path: String in objects {
                let check: StubCheck = try check(path, specification, stateOffset)
                for violation: StubCheck.Violation in check.violations {
                    printError("\(path): \(violation)")
                    isClean = false
                }
                print("\(path): \(check.instructions.count) instructions of stubs, \(check.size) bytes")
            }
            return isClean
        }
        if !isClean { throw ExitCode(1) }
    }

    private func check(_ path: String, _ specification: Specification, _ stateOffset: Int) throws -> StubCheck {
        let file: String = URL(fileURLWithPath: path).lastPathComponent
        let known: [String] = specification.hypervisors.map(\.name)
        guard let hypervisor = specification.hypervisors.first(where: { "\($0.name)_exit.o" == file }) else {
            let wanted: String = known.map { "\($0)_exit.o" }.joined(separator: ", ")
            throw ObjectFile.Failure(description: "\(path) is no exit path of this description: \(wanted)")
        }
        let object = ObjectFile(path: path)
        let disassembly: Disassembly = try object.disassembly()
        let patched: [UInt64] = try object.patchedAddresses(in: ".noinstr.text", of: disassembly)
        return try StubCheck(
            disassembly, owner: hypervisor.name,
            memorySize: stateOffset + KernelEmitter.stateSize(of: hypervisor), patched: patched)
    }
}

/// What assembly knows of `struct hv_vcpu`.
struct VCPULayout {
    /// Where the declared state begins: what is in front of it belongs to the runtime, and stubs may use it too.
    let stateOffset: Int

    init(header: URL) throws {
        let text: String = try String(contentsOf: header, encoding: .utf8)
        let name = "HV_VCPU_STATE"
        var value: Int?
        for line: Substring in text.split(separator: "\n") {
            let words: [Substring] = line.split { $0 == " " || $0 == "\t" }
            guard words.count == 3, words[0] == "#define", words[1] == name, words[2].hasPrefix("0x") else { continue }
            value = Int(words[2].dropFirst(2), radix: 16)
        }
        guard let value else {
            throw ObjectFile.Failure(description: "\(header.path) does not define \(name) as a hexadecimal number")
        }
        stateOffset = value
    }
}
