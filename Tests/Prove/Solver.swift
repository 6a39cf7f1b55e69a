// SPDX-License-Identifier: GPL-2.0-only

import Foundation

/// One z3 that is told and asked in SMT-LIB over pipes.
final class Solver {
    /// What it says to a question.
    enum Answer: Equatable {
        case satisfiable
        case unsatisfiable
        case unknown
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let process: Process = Process()
    private let input: FileHandle
    private let output: UnsafeMutablePointer<FILE>
    private var pending: String = ""

    /// - Parameter path: of z3.
    init(_ path: String) throws {
        let toSolver: Pipe = Pipe()
        let fromSolver: Pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["-in", "-smt2"]
        process.standardInput = toSolver
        process.standardOutput = fromSolver
        try process.run()
        input = toSolver.fileHandleForWriting
        guard let stream = fdopen(dup(fromSolver.fileHandleForReading.fileDescriptor), "r") else {
            throw Failure(description: "fdopen of the solver's output failed")
        }
        output = stream
    }

    deinit {
        fclose(output)
        try? input.close()
        process.waitUntilExit()
    }

    /// Says something that is not answered. It is sent with the next question.
    func tell(_ line: String) { pending += line + "\n" }

    func ask(_ line: String) throws -> SExpression {
        try input.write(contentsOf: Data((pending + line + "\n").utf8))
        pending = ""
        let reply: SExpression = try read()
        if case .list(let parts) = reply, parts.first == .atom("error") {
            throw Failure(description: "the solver says \(reply)")
        }
        return reply
    }

    /// Whether all of the literals can be true at once.
    func check(_ literals: [String]) throws -> Answer {
        switch try ask("(check-sat-assuming (\(literals.joined(separator: " "))))") {
        case .atom("sat"): return .satisfiable
        case .atom("unsat"): return .unsatisfiable
        case .atom("unknown"): return .unknown
        case let other: throw Failure(description: "the solver says \(other)")
        }
    }

    /// Literals of the last question that alone cannot be true at once.
    func core() throws -> [String] {
        guard case .list(let parts) = try ask("(get-unsat-assumptions)") else { return [] }
        return parts.compactMap { part in if case .atom(let name) = part { name } else { nil } }
    }

    // MARK: Reading

    private func next() throws -> UInt8 {
        let character: Int32 = getc(output)
        guard character != EOF else { throw Failure(description: "the solver has ended") }
        return UInt8(truncatingIfNeeded: character)
    }

    private func read() throws -> SExpression {
        var open: [[SExpression]] = []
        var atom: [UInt8] = []
        while true {
            let character: UInt8 = try next()
            var done: SExpression?
            switch character {
            case UInt8(ascii: "\""), UInt8(ascii: "|"):
                while true {
                    let inner: UInt8 = try next()
                    if inner == character { break }
                    atom.append(inner)
                }
                continue
            case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"):
                if !atom.isEmpty {
                    done = .atom(String(decoding: atom, as: UTF8.self))
                    atom = []
                }
            default:
                atom.append(character)
                continue
            }
            if let finished = done {
                guard !open.isEmpty else { return finished }
                open[open.count - 1].append(finished)
            }
            if character == UInt8(ascii: "(") { open.append([]) }
            if character == UInt8(ascii: ")"), let last = open.popLast() {
                guard !open.isEmpty else { return .list(last) }
                open[open.count - 1].append(.list(last))
            }
        }
    }
}

/// What the solver writes: a word, or a list in parentheses.
indirect enum SExpression: Equatable, CustomStringConvertible {
    case atom(String)
    case list([SExpression])

    var description: String {
        switch self {
        case .atom(let text): text
        case .list(let parts): "(" + parts.map(\.description).joined(separator: " ") + ")"
        }
    }

    /// The value that a constant has.
    var number: UInt64? {
        switch self {
        case .atom("true"): return 1
        case .atom("false"): return 0
        case .atom(let text) where text.hasPrefix("#x"): return UInt64(text.dropFirst(2), radix: 16)
        case .atom(let text) where text.hasPrefix("#b"): return UInt64(text.dropFirst(2), radix: 2)
        default: return nil
        }
    }
}
