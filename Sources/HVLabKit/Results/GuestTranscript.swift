// SPDX-License-Identifier: GPL-2.0-only

/// Sorts the lines of the debug port.
///
/// The boot stub and Tests/Lab/lib/init.sh put markers, lines that begin with `@hvlab `, between the parts: what the
/// emulator prints of its own, the scenario's KTAP, and the kernel's log.
struct GuestTranscript {
    /// How far the guest came.
    enum Stage: String, Sendable, Codable, Comparable {
        /// In the BIOS or the loader.
        case loader

        /// The boot stub has handed over to the kernel.
        case kernel

        /// The scenario runs.
        case scenario

        /// The scenario has ended; the kernel's log follows.
        case kernelLog = "kernel-log"

        /// All was said.
        case end

        private var order: Int {
            switch self {
            case .loader: 0
            case .kernel: 1
            case .scenario: 2
            case .kernelLog: 3
            case .end: 4
            }
        }

        static func < (left: Stage, right: Stage) -> Bool { left.order < right.order }
    }

    private(set) var stage = Stage.loader

    /// The script's exit status; nil until it has ended.
    private(set) var exitStatus: Int?
    private(set) var kernelLog: [String] = []

    /// Whether the scenario has said that the system goes down next.
    private(set) var isLeaving = false

    private static let marker = "@hvlab "

    /// Takes the next line.
    ///
    /// - Returns: the line, if it is the scenario's.
    mutating func read(_ line: String) -> String? {
        if line.hasPrefix(Self.marker) {
            readMarker(line.dropFirst(Self.marker.count))
            return nil
        }
        switch stage {
        // What begins with @ is for whoever reads the whole log, such as ``ExitBenchmark``.
        case .scenario: return line.isEmpty || line.hasPrefix("@") || Self.isEmulators(line) ? nil : line
        case .kernelLog:
            if !line.isEmpty { kernelLog.append(line) }
            return nil
        case .loader, .kernel, .end: return nil
        }
    }

    /// When it ends, the emulator prints where each processor was: `(0).[426968630] [0x00000106b509] …`. So are the
    /// lines of a trace, and at its ends are `(0) Magic breakpoint` and three lines more.
    private static func isEmulators(_ line: String) -> Bool {
        if line.hasPrefix("Next at t=") || line.hasPrefix("Tracing enabled") || line.hasPrefix("Tracing disabled")
            || line.hasPrefix("CPU 0: Exception") || line.hasPrefix("CPU 0: Interrupt")
        {
            return true
        }
        guard line.hasPrefix("(") else { return false }
        let rest = line.dropFirst().drop(while: \.isNumber)
        return rest.hasPrefix(").[") || rest.hasPrefix(") [") || rest.hasPrefix(") Magic breakpoint")
    }

    private mutating func readMarker(_ text: Substring) {
        let words = text.split(separator: " ")
        switch words.first {
        case "kernel": stage = max(stage, .kernel)
        case "begin": stage = max(stage, .scenario)
        case "status": exitStatus = words.count > 1 ? Int(words[1]) : nil
        case "dmesg": stage = max(stage, .kernelLog)
        case "end": stage = .end
        case "leave": isLeaving = true
        default: break
        }
    }
}
