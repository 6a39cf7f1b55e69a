// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Foundation
import Reports
import VMXModel

/// Any bytes are a dump, or are refused: no crash, and every answer can be printed.
enum DumpFuzzer {
    private static let reader: DumpReader = DumpReader(architecture)
    /// One is enough: how many there are makes no other code run.
    private static let processors: [CapturedProcessor] = Array(architecture.processors.prefix(1))

    static func run(_ data: Data) {
        guard let dumps = try? reader.read(data) else { return }
        // To judge takes a hundred times what reading does.
        guard data.count % 16 == 0, let dump = dumps.last else { return }
        let report = EntryDiagnosisReport(EntryDiagnosis(dump, on: processors, architecture), architecture)
        precondition(!report.text(file: "input").isEmpty && !JSONReport.text(report).isEmpty)
        precondition(report.broken.allSatisfy { !$0.check.operands.isEmpty }, "broken by nothing")
    }
}

#if FUZZING
/// What libFuzzer calls.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    DumpFuzzer.run(bytes.map { Data(bytes: $0, count: count) } ?? Data())
    return 0
}
#else
/// Without the fuzzer: runs the inputs of the files and folders that are named.
@main
enum Replay {
    static func main() {
        var count = 0
        for path: String in CommandLine.arguments.dropFirst() {
            let names: [String]? = try? FileManager.default.contentsOfDirectory(atPath: path)
            for file: String in names.map({ $0.sorted().map { path + "/" + $0 } }) ?? [path] {
                guard let data = FileManager.default.contents(atPath: file) else { continue }
                DumpFuzzer.run(data)
                count += 1
            }
        }
        print("\(count) inputs")
    }
}
#endif
